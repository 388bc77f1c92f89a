// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Model.GuestKernel;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.Steps;

/// <summary>Builds a procedure, step by step, in the order of the source that it follows.</summary>
/// <param name="document">What line numbers refer to, such as pvmemcontrol.c.</param>
public sealed class ProcedureBuilder(string document)
{
    private readonly List<Step> _steps = [];
    private readonly List<int> _labels = [];
    private StepRegion _region;
    private Label? _returnsTo;

    /// <summary>A label without a place yet.</summary>
    public Label NewLabel()
    {
        _labels.Add(-1);
        return new Label(_labels.Count - 1);
    }

    /// <summary>Puts the label before the next step.</summary>
    public void Mark(Label label) => _labels[label.Number] = _steps.Count;

    /// <summary>Writes a function of the call down: returning from it leads to the step after it.</summary>
    public void Inline(Action<ProcedureBuilder> function)
    {
        var outer = _returnsTo;
        var after = NewLabel();
        _returnsTo = after;
        function(this);
        _returnsTo = outer;
        Mark(after);
    }

    /// <summary>The steps from here on are inside the region.</summary>
    public void Enter(StepRegion region) => _region |= region;

    /// <summary>The steps from here on are outside of it.</summary>
    public void Leave(StepRegion region) => _region &= ~region;

    /// <summary>A step of the driver.</summary>
    /// <param name="line">The line of the document; 0 where none is known.</param>
    /// <param name="text">What it does.</param>
    /// <param name="body">What it does to the state; null when it changes nothing that others can see.</param>
    /// <param name="choices">What is decided by others.</param>
    public void Do(int line, string text, StepBody? body = null, Choices choices = Choices.None) =>
        By(SourceOf(line), text, body ?? Nothing, choices);

    /// <summary>A step of the driver where no line is known.</summary>
    public void Do(string text, StepBody? body = null, Choices choices = Choices.None) =>
        By(document, text, body ?? Nothing, choices);

    /// <summary>A step that is not the driver's.</summary>
    /// <param name="source">What takes it, or where it is written.</param>
    /// <param name="text">What it does.</param>
    /// <param name="body">What it does to the state.</param>
    /// <param name="choices">What is decided by others.</param>
    public void By(string source, string text, StepBody body, Choices choices = Choices.None) =>
        _steps.Add(new Step(source, text, body, choices, _region, _returnsTo));

    /// <summary>The procedure. After its last step it returns.</summary>
    /// <exception cref="InvalidOperationException">A label stands nowhere.</exception>
    public Procedure Build() => _labels.Contains(-1)
        ? throw new InvalidOperationException("a label stands nowhere")
        : new Procedure([.. _steps], [.. _labels]);

    private static void Nothing(ref StepContext context)
    {
    }

    private string SourceOf(int line) =>
        line == 0 ? document : string.Create(CultureInfo.InvariantCulture, $"{document}:{line}");
}
