/* SPDX-License-Identifier: Apache-2.0
 *
 * Seven tasks call ioctl, one removes and binds the driver again, one device answers. Every task has its own channel.
 * The same world as RemovalWorld.cs; each step is one statement or one d_step, so that the number of states depends
 * on neither the order of the search nor the merging of statements.
 */
#define TASKS 7

#define EMPTY    0 /* nothing asked on this channel */
#define ASKED    1 /* the command was written */
#define REPLIED  2 /* the device has put its reply into the buffer */

bool present = true; /* the device is published */
bool writer;         /* remove or probe holds the lock */
byte readers;        /* tasks that hold the lock for reading */
byte channel[TASKS];

active [TASKS] proctype Ioctl()
{
    bool info; /* asked for what the driver has in its cache */
start:
    if /* the test without the lock */
    :: d_step { present -> info = false }
    :: d_step { present -> info = true }
    fi;
    d_step { !writer -> readers++ };
    if
    :: d_step { !present -> readers--; info = false } goto start
    :: d_step { present && info -> info = false } goto unlock
    :: d_step { present && !info -> channel[_pid] = ASKED }
    fi;
    d_step { channel[_pid] == REPLIED -> channel[_pid] = EMPTY };
unlock:
    readers--;
    goto start
}

active proctype Remove()
{
    do
    :: d_step { !writer && readers == 0 -> writer = true };
       present = false;
       writer = false;
       d_step { !writer && readers == 0 -> writer = true };
       present = true;
       writer = false
    od
}

active proctype Device()
{
    do
    :: d_step { channel[0] == ASKED -> channel[0] = REPLIED }
    :: d_step { channel[1] == ASKED -> channel[1] = REPLIED }
    :: d_step { channel[2] == ASKED -> channel[2] = REPLIED }
    :: d_step { channel[3] == ASKED -> channel[3] = REPLIED }
    :: d_step { channel[4] == ASKED -> channel[4] = REPLIED }
    :: d_step { channel[5] == ASKED -> channel[5] = REPLIED }
    :: d_step { channel[6] == ASKED -> channel[6] = REPLIED }
    od
}
