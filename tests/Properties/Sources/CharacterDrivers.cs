// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Properties.Sources;

/// <summary>Drivers with a character device for each PCI device, in place of one misc device.</summary>
internal static class CharacterDrivers
{
    /// <summary>cdev_add and device_create; open files hold no reference, and remove frees the structure.</summary>
    private static readonly (string, string)[] WithoutReference =
    [
        (
            "struct miscdevice misc;",
            "struct cdev cdev;\n\tint minor;\n\tdev_t devt;"),
        (
            "#include <linux/miscdevice.h>",
            "#include <linux/cdev.h>\n#include <linux/idr.h>"),
        (
            "/* There is one node in /dev, and so one device. */\n"
            + "static atomic_t pvmemcontrol_bound = ATOMIC_INIT(0);\n",
            "static dev_t pvmemcontrol_region;\nstatic DEFINE_IDA(pvmemcontrol_minors);\n"
            + "static struct class pvmemcontrol_class = { .name = KBUILD_MODNAME };\n"),
        (
            "container_of(file->private_data, struct pvmemcontrol, misc)",
            "container_of(inode->i_cdev, struct pvmemcontrol, cdev)"),
        (
            "\tkref_get(&pvm->references);\n\tfile",
            "\tfile"),
        (
            "\tkref_put(&pvm->references, pvmemcontrol_free);\n\treturn 0;",
            "\t(void)pvm;\n\treturn 0;"),
        (
            "\tpvm->misc.minor = MISC_DYNAMIC_MINOR;\n\tpvm->misc.name = KBUILD_MODNAME;\n"
            + "\tpvm->misc.fops = &pvmemcontrol_fops;\n\tpvm->misc.parent = &pdev->dev;\n",
            ""),
        (
            "\tif (atomic_cmpxchg(&pvmemcontrol_bound, 0, 1)) {\n"
            + "\t\tdev_warn(&pdev->dev, \"only one device is supported\\n\");\n\t\treturn -EBUSY;\n\t}\n",
            ""),
        (
            "\tatomic_set(&pvmemcontrol_bound, 0);\n",
            ""),
        (
            "\terr = misc_register(&pvm->misc);\n\tif (err)\n\t\tgoto disconnect;\n",
            "\tpvm->minor = ida_alloc_max(&pvmemcontrol_minors, 7, GFP_KERNEL);\n"
            + "\tif (pvm->minor < 0) {\n\t\terr = pvm->minor;\n\t\tgoto disconnect;\n\t}\n"
            + "\tpvm->devt = MKDEV(MAJOR(pvmemcontrol_region), pvm->minor);\n"
            + "\tcdev_init(&pvm->cdev, &pvmemcontrol_fops);\n"
            + "\terr = cdev_add(&pvm->cdev, pvm->devt, 1);\n\tif (err)\n\t\tgoto minor;\n"
            + "\tif (IS_ERR(device_create(&pvmemcontrol_class, &pdev->dev, pvm->devt, pvm, KBUILD_MODNAME))) {\n"
            + "\t\terr = -ENOMEM;\n\t\tgoto cdev;\n\t}\n"),
        (
            "\treturn 0;\n\ndisconnect:\n",
            "\treturn 0;\n\ncdev:\n\tcdev_del(&pvm->cdev);\nminor:\n"
            + "\tida_free(&pvmemcontrol_minors, pvm->minor);\ndisconnect:\n"),
        (
            "\tmisc_deregister(&pvm->misc);\n",
            "\tdevice_destroy(&pvmemcontrol_class, pvm->devt);\n\tcdev_del(&pvm->cdev);\n"
            + "\tida_free(&pvmemcontrol_minors, pvm->minor);\n"),
        (
            "module_pci_driver(pvmemcontrol_driver);\n",
            "static int __init pvmemcontrol_init(void)\n{\n"
            + "\tint err = alloc_chrdev_region(&pvmemcontrol_region, 0, 8, KBUILD_MODNAME);\n\n"
            + "\tif (err)\n\t\treturn err;\n\terr = class_register(&pvmemcontrol_class);\n\tif (err)\n"
            + "\t\treturn err;\n\treturn pci_register_driver(&pvmemcontrol_driver);\n}\n"
            + "static void __exit pvmemcontrol_exit(void)\n{\n"
            + "\tpci_unregister_driver(&pvmemcontrol_driver);\n\tclass_unregister(&pvmemcontrol_class);\n"
            + "\tunregister_chrdev_region(pvmemcontrol_region, 8);\n}\nmodule_init(pvmemcontrol_init);\n"
            + "module_exit(pvmemcontrol_exit);\n"),
    ];

    /// <summary>A struct device of the driver's own, whose references keep the structure.</summary>
    private static readonly (string, string)[] WithDevice =
    [
        (
            "struct kref references;",
            "struct device dev;"),
        (
            "kref_init(&pvm->references);",
            "device_initialize(&pvm->dev);\n\tpvm->dev.release = pvmemcontrol_release_device;\n"
            + "\tpvm->dev.parent = &pdev->dev;\n\tpvm->dev.class = &pvmemcontrol_class;"),
        (
            "static void pvmemcontrol_free(struct kref *references)\n{\n"
            + "\tkfree(container_of(references, struct pvmemcontrol, references));\n}",
            "static void pvmemcontrol_release_device(struct device *dev)\n{\n"
            + "\tkfree(container_of(dev, struct pvmemcontrol, dev));\n}"),
        (
            "kref_put(&pvm->references, pvmemcontrol_free);",
            "put_device(&pvm->dev);"),
        (
            "\tfile->private_data = pvm;\n",
            "\tget_device(&pvm->dev);\n\tfile->private_data = pvm;\n"),
        (
            "\t(void)pvm;\n\treturn 0;",
            "\tput_device(&pvm->dev);\n\treturn 0;"),
        (
            "\terr = cdev_add(&pvm->cdev, pvm->devt, 1);\n\tif (err)\n\t\tgoto minor;\n"
            + "\tif (IS_ERR(device_create(&pvmemcontrol_class, &pdev->dev, pvm->devt, pvm, KBUILD_MODNAME))) {\n"
            + "\t\terr = -ENOMEM;\n\t\tgoto cdev;\n\t}\n",
            "\tpvm->dev.devt = pvm->devt;\n\tdev_set_name(&pvm->dev, KBUILD_MODNAME);\n"
            + "\terr = cdev_device_add(&pvm->cdev, &pvm->dev);\n\tif (err)\n\t\tgoto minor;\n"),
        (
            "cdev:\n\tcdev_del(&pvm->cdev);\n",
            ""),
        (
            "\tdevice_destroy(&pvmemcontrol_class, pvm->devt);\n\tcdev_del(&pvm->cdev);\n",
            "\tcdev_device_del(&pvm->cdev, &pvm->dev);\n"),
    ];

    internal static readonly DriverEdit Broken =
        new("drv_031_cdev_in_freed_memory", "fd-survives-rebind", WithoutReference);

    internal static readonly DriverEdit Correct = new("cdev_device", "", [.. WithoutReference, .. WithDevice]);
}
