/* SPDX-License-Identifier: Apache-2.0 */ /* A shared library, but of something else. */
int answer(void);
int answer(void) { return 42; }
