/** Series over time from tables, and the units of their columns. */
package org.outeffhop.series;
