/** Models with names of their own: on the class path, or fetched once with Maven. */
package org.outeffhop.cli.builtin;
