/**
 * The command {@code outeffhop}: one class per command, each of which parses, makes one library
 * call and prints.
 */
package org.outeffhop.cli;
