// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Properties.Sources;

/// <summary>Drivers that are broken in one way each.</summary>
internal static class BrokenDrivers
{
    private const string Register = "err = misc_register(&pvm->misc);\n\tif (err)\n\t\tgoto disconnect;\n";
    private const string Early =
        "pvm->serving = true;\n\terr = misc_register(&pvm->misc);\n\tif (err)\n\t\tgoto put;\n\t";

    internal static readonly DriverEdit[] All =
        [.. Calls(), .. Channels(), .. Probes(), .. Lifetimes(), CharacterDrivers.Broken, .. AnyDriver()];

    private static DriverEdit[] Calls() =>
    [
        new("drv_001_anybody_opens", "calls-that-fail", ("if (!capable(CAP_SYS_ADMIN))",
            "if (!capable(CAP_SYS_ADMIN) && 0)")),
        new("drv_002_exclusive", "calls-that-fail", ("if (file->f_flags & O_EXCL)", "if (!file->f_flags)")),
        new("drv_003_opens_without_what_ioctls_use", "calls-that-fail",
            ("static int pvmemcontrol_open(",
                "struct pvmemcontrol_file { struct pvmemcontrol *pvm; };\nstatic int pvmemcontrol_open("),
            ("\tfile->private_data = pvm;", "\tstruct pvmemcontrol_file *own = kzalloc(sizeof(*own), GFP_KERNEL);\n"
                + "\tif (own)\n\t\town->pvm = pvm;\n\tfile->private_data = own;"),
            ("struct pvmemcontrol *pvm = file->private_data;",
                "struct pvmemcontrol *pvm = ((struct pvmemcontrol_file *)file->private_data)->pvm;"),
            ("pvmemcontrol_free);\n\treturn 0;", "pvmemcontrol_free);\n\tkfree(file->private_data);\n\treturn 0;")),
        new("drv_004_any_number_of_its_type", "calls-that-fail",
            ("cmd != PVMEMCONTROL_IOCTL_VMM", "_IOC_TYPE(cmd) != PVMEMCONTROL_IOCTL_TYPE")),
        new("drv_004_another_number_than_the_interface", "calls-that-fail",
            ("cmd != PVMEMCONTROL_IOCTL_VMM", "cmd != _IOWR(PVMEMCONTROL_IOCTL_TYPE, 0x01, struct pvmemcontrol_buf)")),
        new("drv_005_bad_pointer", "calls-that-fail",
            ("if (copy_from_user(&buf, user, sizeof(buf)))\n\t\treturn -EFAULT;",
                "copy_from_user(&buf, user, sizeof(buf));"),
            ("if (copy_to_user(user, &buf, sizeof(buf)))\n\t\treturn -EFAULT;",
                "copy_to_user(user, &buf, sizeof(buf));")),
        new("drv_006_info_from_the_device", "calls-that-fail",
            ("else if (buf.call.func_code == PVMEMCONTROL_INFO)\n\t\tbuf.ret = pvm->info;\n", "")),
        new("drv_007_one_buffer", "two-ioctls-one-file", ("struct pvmemcontrol_buf buf;\n\tint err = 0;",
            "static struct pvmemcontrol_buf buf;\n\tint err = 0;")),
        new("drv_008_sends_twice", "two-ioctls-one-file", ("\terr = pvmemcontrol_exchange(pvm, channel, buf);",
            "\tstruct pvmemcontrol_buf again = *buf;\n\tpvmemcontrol_exchange(pvm, channel, &again);\n"
            + "\terr = pvmemcontrol_exchange(pvm, channel, buf);")),
        new("drv_011_any_bytes_are_a_reply", "reset-in-flight", ("if (!memcmp(&received, &sent, sizeof(sent)))",
            "if (0)")),
    ];

    private static DriverEdit[] Channels() =>
    [
        new("drv_009_no_lock_of_the_channel", "same-channel-two-vcpus", ("mutex_lock(&channel->lock);", ""),
            ("mutex_unlock(&channel->lock);", "")),
        new("drv_009_unlocks_before_the_reply_is_read", "same-channel-two-vcpus",
            ("memcpy(&received, channel->buffer, sizeof(received));",
                "mutex_unlock(&channel->lock);\n\tmemcpy(&received, channel->buffer, sizeof(received));\n"
                + "\tmutex_lock(&channel->lock);")),
        new("drv_010_per_cpu_memory", "channel-straddles-page",
            ("alloc_pages_exact(pvmemcontrol_buffers_size(), GFP_KERNEL | __GFP_ZERO)", "__alloc_percpu(48, 8)"),
            ("free_pages_exact(pvm->buffers, pvmemcontrol_buffers_size())", "free_percpu(pvm->buffers)"),
            ("pvm->buffers + (size_t)cpu * PVMEMCONTROL_BUFFER_STRIDE", "per_cpu_ptr(pvm->buffers, cpu)"),
            ("virt_to_phys(channel->buffer)", "per_cpu_ptr_to_phys(channel->buffer)")),
        new("drv_020_registers_one_cpu", "bind", ("for_each_possible_cpu(cpu) {\n\t\terr",
            "for (cpu = 0; cpu < 1; cpu++) {\n\t\terr")),
    ];

    private static DriverEdit[] Probes() =>
    [
        new("drv_014_another_id", "bind", ("_DEVICE_ID\t\t0x0087", "_DEVICE_ID\t\t0x0078")),
        new("drv_021_users_in_the_handshake", "open-vs-probe", (Register, ""),
            ("\terr = pvmemcontrol_connect(pvm);\n\tif (err) {",
                "\t" + Early + "err = pvmemcontrol_connect(pvm);\n\tif (err) {")),
        new("drv_022_returns_the_code", "bind-fails", ("if (buf.ret.ret_errno || buf.ret.ret_code)\n\t\treturn -EIO;",
            "if (buf.ret.ret_code)\n\t\treturn buf.ret.ret_code;")),
        new("drv_023_keeps_its_structure", "probe-fails-anywhere",
            ("put:\n\tkref_put(&pvm->references, pvmemcontrol_free);", "put:")),
        new("drv_025_frees_without_a_word", "bind-fails",
            ("pvmemcontrol_drop_channels(pvm, pvmemcontrol_disconnect(pvm));\nunmap:",
                "pvmemcontrol_free_channels(pvm);\nunmap:")),
        new("drv_026_believes_any_info", "bind-fails",
            ("if (buf.ret.ret_errno || buf.ret.ret_code)\n\t\treturn -EIO;", ""),
            ("if (buf.ret.ret_value < SZ_4K || !is_power_of_2(buf.ret.ret_value))\n\t\treturn -EPROTO;", "")),
        new("drv_027_bound_without_a_node", "probe-fails-anywhere",
            (Register, Register.Replace("goto", "return 0; else goto", StringComparison.Ordinal)
                .Replace("if (err)\n\t\treturn 0; else goto disconnect;", "if (err)\n\t\treturn 0;",
                    StringComparison.Ordinal))),
        new("drv_028_users_before_the_channels", "open-vs-probe", (Register, ""),
            ("\terr = pvmemcontrol_alloc_channels(pvm);\n\tif (err)", "\t" + Early
                + "err = pvmemcontrol_alloc_channels(pvm);\n\tif (err)")),
        new("drv_029_resets_the_first_device", "two-devices",
            ("dev_warn(&pdev->dev, \"only one device is supported\\n\");",
                "pvmemcontrol_disconnect(pvmemcontrol_first);"),
            ("static int pvmemcontrol_probe(",
                "static struct pvmemcontrol *pvmemcontrol_first;\nstatic int pvmemcontrol_probe("),
            ("pvm->serving = true;\n\tpci_set", "pvm->serving = true;\n\tpvmemcontrol_first = pvm;\n\tpci_set")),
    ];

    private static DriverEdit[] Lifetimes() =>
    [
        new("drv_024_remove_forgets_its_reference", "probe-fails-anywhere",
            ("kref_put(&pvm->references, pvmemcontrol_free);\n\tatomic_set(&pvmemcontrol_bound, 0);\n}",
                "atomic_set(&pvmemcontrol_bound, 0);\n}")),
        new("drv_024_close_forgets_its_reference", "open-vs-probe",
            ("kref_put(&pvm->references, pvmemcontrol_free);\n\treturn 0;", "(void)pvm;\n\treturn 0;")),
        new("drv_030_remove_waits_for_nobody", "ioctl-vs-remove",
            ("down_write(&pvm->lifetime);\n\tpvm->serving = false;\n\tpvmemcontrol_give_back(pvm);\n"
                + "\tpvmemcontrol_forget", "pvmemcontrol_forget"),
            ("pvmemcontrol_disconnect(pvm));\n\tup_write(&pvm->lifetime);", "pvmemcontrol_disconnect(pvm));")),
        new("drv_031_files_without_a_reference", "fd-survives-rebind", ("kref_get(&pvm->references);\n\tfile", "file"),
            ("kref_put(&pvm->references, pvmemcontrol_free);\n\treturn 0;", "(void)pvm;\n\treturn 0;")),
        new("drv_032_frees_in_any_case", "disconnect-unacknowledged", ("if (dropped)", "if (dropped || 1)")),
        new("drv_033_removes_the_last_device", "wrong-device",
            ("\t\treturn -EBUSY;\n\t}\n\tpvm = ", "\t\treturn 0;\n\t}\n\tpvm = "),
            ("static int pvmemcontrol_probe(",
                "static struct pvmemcontrol *pvmemcontrol_last;\nstatic int pvmemcontrol_probe("),
            ("pvm->serving = true;\n\tpci_set", "pvm->serving = true;\n\tpvmemcontrol_last = pvm;\n\tpci_set"),
            ("struct pvmemcontrol *pvm = pci_get_drvdata(pdev);\n\n\tmisc_deregister",
                "struct pvmemcontrol *pvm = pvmemcontrol_last;\n\n\tmisc_deregister")),
        new("drv_034_unmaps_too_early", "ioctl-vs-remove",
            ("/* Waits for ioctls; those that come later find that nothing is served. */",
                "pvmemcontrol_unmap(pvm, pdev);"),
            ("up_write(&pvm->lifetime);\n\n\tpvmemcontrol_unmap(pvm, pdev);", "up_write(&pvm->lifetime);")),
        new("drv_034_frees_twice", "ioctl-vs-remove",
            ("\tkfree(pvm->channels);\n}\n\n/*\n * A device",
                "\tkfree(pvm->channels);\n\tkfree(pvm->channels);\n}\n\n/*\n * A device")),
        new("drv_036_no_shutdown", "kexec-without-disconnect", (".shutdown = pvmemcontrol_shutdown,", "")),
        new("drv_040_sleeps_over_revoked_pages", "hibernate-with-revoked-page",
            ("!list_empty(&pvm->ranges.revoked)", "0")),
        new("drv_040_notes_in_any_order", "hibernate-with-revoked-page",
            ("mutex_lock(&pvmemcontrol_lasting);", ""), ("mutex_unlock(&pvmemcontrol_lasting);", "")),
        new("drv_041_hands_revoked_pages_over", "kexec-with-revoked-page",
            ("pvmemcontrol_give_back(pvm);\n\tif (!pvm", "if (!pvm")),
        new("drv_042_forgets_locks", "hibernate-with-locked-page", ("!list_empty(&pvm->ranges.locked)", "0")),
        new("drv_042_gives_back_and_forgets", "hibernate-with-revoked-page",
            ("if (!list_empty(&pvm->ranges.revoked) || ", "pvmemcontrol_give_back(pvm);\n\tif (")),
        new("drv_037_no_power_management", "hibernate-resume",
            (".driver.pm = pm_sleep_ptr(&pvmemcontrol_pm_ops),", "")),
    ];

    private static DriverEdit[] AnyDriver() =>
    [
        new("drv_012_one_channel_too_few", "bind", ("kcalloc(nr_cpu_ids,", "kcalloc(nr_cpu_ids - 1,")),
        new("drv_012_divides_by_zero", "bind", ("pvm->info = buf.ret;",
            "pvm->info = buf.ret;\n\tpvm->info.arg1 /= buf.ret.arg1;")),
        new("drv_012_recurses", "bind", ("pvm->info = buf.ret;",
            "pvm->info = buf.ret;\n\treturn pvmemcontrol_read_info(pvm);")),
        new("drv_013_returns_with_the_lock", "ioctl-vs-remove", ("if (!pvm->serving)\n\t\terr = -ENODEV;",
            "if (!pvm->serving)\n\t\treturn -ENODEV;")),
        new("drv_035_sleeps_with_preemption_off", "two-ioctls-one-file",
            ("down_read(&pvm->lifetime);", "preempt_disable();\n\tdown_read(&pvm->lifetime);"),
            ("up_read(&pvm->lifetime);", "up_read(&pvm->lifetime);\n\tpreempt_enable();")),
        new("sys_007_locks_in_two_orders", "misc-open-vs-deregister",
            ("misc_deregister(&pvm->misc);\n\n", ""),
            ("pvm->serving = false;\n\tpvmemcontrol_give_back(pvm);\n\tpvmemcontrol_forget",
                "misc_deregister(&pvm->misc);\n\tpvm->serving = false;\n\tpvmemcontrol_forget"),
            ("kref_get(&pvm->references);\n\tfile",
                "down_read(&pvm->lifetime);\n\tkref_get(&pvm->references);\n\tup_read(&pvm->lifetime);\n\tfile")),
    ];
}
