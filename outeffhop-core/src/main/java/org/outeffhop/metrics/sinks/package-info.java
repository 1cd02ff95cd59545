/** Which tokens heads of attention sink into, and whether outliers lie there. */
package org.outeffhop.metrics.sinks;
