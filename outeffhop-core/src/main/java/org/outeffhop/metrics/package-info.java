/** Measures of outliers in activations. */
package org.outeffhop.metrics;
