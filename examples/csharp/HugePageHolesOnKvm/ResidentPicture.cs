// SPDX-License-Identifier: Apache-2.0

using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Pvmemcontrol.Examples;

/// <summary>Draws resident memory over time.</summary>
internal sealed class ResidentPicture
{
    private readonly StairStepSeries _resident = new() { Color = OxyColors.SteelBlue };

    /// <summary>Takes a measurement.</summary>
    internal void Add(TimeSpan time, long kiB) => _resident.Points.Add(new DataPoint(time.TotalMilliseconds, kiB));

    /// <summary>Writes the picture as SVG.</summary>
    internal void Write(string file)
    {
        var model = new PlotModel
        {
            Title = "Host memory behind a huge page of the guest",
            Background = OxyColors.White,
        };
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Title = "ms", Minimum = 0 });
        model.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Left,
            Title = "KiB resident",
            Minimum = 0,
            MajorGridlineStyle = LineStyle.Dot,
        });
        model.Series.Add(_resident);
        using var stream = File.Create(file);
        new SvgExporter { Width = 800, Height = 400 }.Export(model, stream);
    }
}
