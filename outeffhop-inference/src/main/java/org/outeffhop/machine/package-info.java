/** What this machine has: its processor, its memory, and its folder for native libraries. */
package org.outeffhop.machine;
