// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Properties.Sources;

/// <summary>Drivers that are correct in other ways: how remove waits for ioctls, and how a channel is kept.</summary>
internal static class CorrectDrivers
{
    private const string Lock = "down_read(&pvm->lifetime);\n\tif (!pvm->serving)\n\t\terr = -ENODEV;";
    private const string Enter = "if (!pvmemcontrol_enter(pvm))\n\t\treturn -ENODEV;\n\tif (0)\n\t\t;";
    private const string Wait = "down_write(&pvm->lifetime);\n\tpvm->serving = false;";

    private static readonly (string, string)[] Common =
    [
        (Lock, Enter), ("up_read(&pvm->lifetime);", "pvmemcontrol_leave(pvm);"),
        (Wait, "pvmemcontrol_stop(pvm);"),
        ("down_write(&pvm->lifetime);\n\tdropped", "pvmemcontrol_stop(pvm);\n\tdropped"),
        ("pvm->serving = pvm->serving && !dropped;\n\tup_write(&pvm->lifetime);", ""),
        ("down_write(&pvm->lifetime);\n\terr = pvmemcontrol_connect(pvm);\n\tpvm->serving = !err;\n"
            + "\tup_write(&pvm->lifetime);",
            "err = pvmemcontrol_connect(pvm);\n\tif (!err)\n\t\tpvmemcontrol_start(pvm);"),
        ("up_write(&pvm->lifetime);", ""),
        ("pvm->serving = true;", "pvmemcontrol_start(pvm);"),
    ];

    private const string Anchor = "/* There is one node in /dev, and so one device. */";
    private const string Lifetime = "struct rw_semaphore lifetime;";
    private const string Init = "init_rwsem(&pvm->lifetime);";

    internal static readonly DriverEdit[] All =
    [
        Made("srcu", "struct srcu_struct lifetime;\n\tint index;", "",
            ("struct pvmemcontrol_buf buf;\n\tint err = 0;", "struct pvmemcontrol_buf buf;\n\tint index, err = 0;"),
            (Init, "if (init_srcu_struct(&pvm->lifetime)) {\n\t\tkfree(pvm);\n\t\treturn NULL;\n\t}"),
            ("\tkfree(container_of(references, struct pvmemcontrol, references));",
                "\tstruct pvmemcontrol *pvm = container_of(references, struct pvmemcontrol, references);\n\n"
                + "\tcleanup_srcu_struct(&pvm->lifetime);\n\tkfree(pvm);"),
            (Enter, "index = srcu_read_lock(&pvm->lifetime);\n\tif (!READ_ONCE(pvm->serving))\n\t\terr = -ENODEV;"),
            ("pvmemcontrol_leave(pvm);", "srcu_read_unlock(&pvm->lifetime, index);"),
            ("pvmemcontrol_stop(pvm);", "WRITE_ONCE(pvm->serving, false);\n\tsynchronize_srcu(&pvm->lifetime);"),
            ("pvmemcontrol_start(pvm);", "WRITE_ONCE(pvm->serving, true);")),
        Made("global_mutex", "", """
            static DEFINE_MUTEX(pvmemcontrol_mutex);
            static bool pvmemcontrol_enter(struct pvmemcontrol *pvm)
            {
            	mutex_lock(&pvmemcontrol_mutex);
            	if (pvm->serving)
            		return true;
            	mutex_unlock(&pvmemcontrol_mutex);
            	return false;
            }
            static void pvmemcontrol_leave(struct pvmemcontrol *pvm) { mutex_unlock(&pvmemcontrol_mutex); }
            static void pvmemcontrol_set(struct pvmemcontrol *pvm, bool serving)
            {
            	mutex_lock(&pvmemcontrol_mutex);
            	pvm->serving = serving;
            	mutex_unlock(&pvmemcontrol_mutex);
            }
            static void pvmemcontrol_stop(struct pvmemcontrol *pvm) { pvmemcontrol_set(pvm, false); }
            static void pvmemcontrol_start(struct pvmemcontrol *pvm) { pvmemcontrol_set(pvm, true); }

            """, (Init, "")),
        Made("count_and_completion", "refcount_t users;\n\tstruct completion idle;", """
            static bool pvmemcontrol_enter(struct pvmemcontrol *pvm) { return refcount_inc_not_zero(&pvm->users); }
            static void pvmemcontrol_leave(struct pvmemcontrol *pvm)
            {
            	if (refcount_dec_and_test(&pvm->users))
            		complete(&pvm->idle);
            }
            static void pvmemcontrol_stop(struct pvmemcontrol *pvm)
            {
            	pvmemcontrol_leave(pvm);
            	wait_for_completion(&pvm->idle);
            }
            static void pvmemcontrol_start(struct pvmemcontrol *pvm)
            {
            	reinit_completion(&pvm->idle);
            	refcount_set(&pvm->users, 1);
            }

            """, (Init, "init_completion(&pvm->idle);")),
        Made("percpu_ref", "struct percpu_ref users;\n\tstruct completion idle;", """
            static void pvmemcontrol_is_idle(struct percpu_ref *users)
            {
            	complete(&container_of(users, struct pvmemcontrol, users)->idle);
            }
            static bool pvmemcontrol_enter(struct pvmemcontrol *pvm) { return percpu_ref_tryget_live(&pvm->users); }
            static void pvmemcontrol_leave(struct pvmemcontrol *pvm) { percpu_ref_put(&pvm->users); }
            static void pvmemcontrol_stop(struct pvmemcontrol *pvm)
            {
            	percpu_ref_kill(&pvm->users);
            	wait_for_completion(&pvm->idle);
            }
            static void pvmemcontrol_start(struct pvmemcontrol *pvm)
            {
            	reinit_completion(&pvm->idle);
            	if (percpu_ref_is_dying(&pvm->users))
            		percpu_ref_reinit(&pvm->users);
            }

            """,
            (Init, "init_completion(&pvm->idle);\n\tif (percpu_ref_init(&pvm->users, pvmemcontrol_is_idle, "
                + "PERCPU_REF_ALLOW_REINIT, GFP_KERNEL)) {\n\t\tkfree(pvm);\n\t\treturn NULL;\n\t}"),
            ("\tkfree(container_of(references, struct pvmemcontrol, references));",
                "\tstruct pvmemcontrol *pvm = container_of(references, struct pvmemcontrol, references);\n\n"
                + "\tpercpu_ref_exit(&pvm->users);\n\tkfree(pvm);")),
        Made("wait_queue_and_spinlock", "unsigned int users;\n\tspinlock_t guard;\n\twait_queue_head_t idle;", """
            static bool pvmemcontrol_enter(struct pvmemcontrol *pvm)
            {
            	bool serving;

            	spin_lock(&pvm->guard);
            	serving = pvm->serving;
            	pvm->users += serving;
            	spin_unlock(&pvm->guard);
            	return serving;
            }
            static void pvmemcontrol_leave(struct pvmemcontrol *pvm)
            {
            	spin_lock(&pvm->guard);
            	pvm->users--;
            	spin_unlock(&pvm->guard);
            	wake_up(&pvm->idle);
            }
            static void pvmemcontrol_stop(struct pvmemcontrol *pvm)
            {
            	spin_lock(&pvm->guard);
            	pvm->serving = false;
            	spin_unlock(&pvm->guard);
            	wait_event(pvm->idle, !READ_ONCE(pvm->users));
            }
            static void pvmemcontrol_start(struct pvmemcontrol *pvm)
            {
            	spin_lock(&pvm->guard);
            	pvm->serving = !false;
            	spin_unlock(&pvm->guard);
            }

            """, (Init, "spin_lock_init(&pvm->guard);\n\tinit_waitqueue_head(&pvm->idle);")),
        CharacterDrivers.Correct,
        new("sets_again_what_it_gave_back", "",
            ("if (!list_empty(&pvm->ranges.revoked) || !list_empty(&pvm->ranges.locked)\n\t    || ",
                "pvmemcontrol_give_back(pvm);\n\tif ("),
            ("\terr = pvmemcontrol_connect(pvm);\n\tpvm->serving = !err;", "\terr = pvmemcontrol_connect(pvm);\n"
                + "\tpvm->serving = !err;\n\tif (!err)\n\t\terr = pvmemcontrol_set_again(pvm);"),
            ("/* Makes the device forget every channel;", """
                static int pvmemcontrol_send_all(struct pvmemcontrol *pvm, struct list_head *ranges, u64 func_code)
                {
                	struct pvmemcontrol_range *range;

                	list_for_each_entry(range, ranges, entry) {
                		struct pvmemcontrol_buf buf = { .call = { .func_code = func_code, .addr = range->start,
                			.length = range->end - range->start } };

                		if (pvmemcontrol_request(pvm, &buf) || buf.ret.ret_errno || buf.ret.ret_code)
                			return -EIO;
                	}
                	return 0;
                }
                static int pvmemcontrol_set_again(struct pvmemcontrol *pvm)
                {
                	return pvmemcontrol_send_all(pvm, &pvm->ranges.revoked, PVMEMCONTROL_MPROTECT_NONE)
                		?: pvmemcontrol_send_all(pvm, &pvm->ranges.locked, PVMEMCONTROL_MLOCK);
                }

                /* Makes the device forget every channel;
                """)),
        new("preemption_off", "", ("struct mutex lock;", "spinlock_t lock;"), ("mutex_init(", "spin_lock_init("),
            ("migrate_disable();", "preempt_disable();"), ("migrate_enable();", "preempt_enable();"),
            ("mutex_lock(&channel->lock);", "raw_cpu_ptr(&pvmemcontrol_sent);"), ("mutex_unlock(&channel->lock);", ""),
            (Anchor, "static DEFINE_PER_CPU(int, pvmemcontrol_sent);\n" + Anchor)),
    ];

    private static DriverEdit Made(string name, string members, string functions, params (string, string)[] more) =>
        new(name, "", [(Lifetime, members), (Anchor, functions + Anchor), .. Common, .. more]);
}
