/* SPDX-License-Identifier: Apache-2.0
 *
 * A driver goes through RESET, one REGISTER for each CPU, and READY, with a device that may refuse a buffer; then the
 * CPUs ask on their channels, which the device serves each on its own; then the driver waits until no request is in
 * flight, disconnects, and begins again.
 * The same world as HandshakeWorld.cs; see removal.pml on what a step is.
 */
#define CPUS 10

#define NONE       0
#define RESET      1
#define REGISTER   2
#define READY      3
#define DISCONNECT 4

#define ACK        1
#define ERROR      2

#define BROKEN      0 /* phases of the device */
#define REGISTERING 1
#define SERVING     2

#define EMPTY   0
#define ASKED   1 /* the command was written */
#define FETCHED 2 /* the device has read the request */
#define REPLIED 3

byte command;  /* what the driver wrote last and the device has not taken yet */
byte response;
byte phase;
byte channels; /* registered with the device */
byte buffers;  /* registered as far as the driver knows */
bool published;
byte requests; /* in flight */
byte channel[CPUS];

active [CPUS] proctype Cpu()
{
    do
    :: d_step { published -> channel[_pid] = ASKED; requests++ };
       d_step { channel[_pid] == REPLIED -> channel[_pid] = EMPTY; requests-- }
    od
}

active [CPUS] proctype Channel()
{
    do
    :: d_step { channel[_pid - CPUS] == ASKED && phase == SERVING -> channel[_pid - CPUS] = FETCHED };
       d_step { channel[_pid - CPUS] == FETCHED -> channel[_pid - CPUS] = REPLIED }
    od
}

active proctype Device()
{
    do
    :: d_step { command == RESET -> command = NONE; phase = REGISTERING; channels = 0; response = ACK }
    :: d_step { command == REGISTER && phase == REGISTERING -> command = NONE; channels++; response = ACK }
    :: d_step { command == REGISTER -> command = NONE; phase = BROKEN; channels = 0; response = ERROR }
    :: d_step { command == READY -> command = NONE; phase = SERVING; response = ACK }
    :: d_step { command == DISCONNECT -> command = NONE; phase = BROKEN; channels = 0; response = ERROR }
    od
}

active proctype Driver()
{
start:
    command = RESET;
    d_step { response == ACK -> response = NONE };
    do
    :: d_step { buffers < CPUS -> command = REGISTER };
       if
       :: d_step { response == ACK -> response = NONE; buffers++ }
       :: d_step { response == ERROR -> response = NONE; buffers = 0 } goto start
       fi
    :: d_step { buffers == CPUS -> command = READY };
       d_step { response == ACK -> response = NONE; published = true };
       break
    od;
    published = false;
    d_step { requests == 0 -> command = DISCONNECT };
    d_step { response == ERROR -> response = NONE; buffers = 0 };
    goto start
}
