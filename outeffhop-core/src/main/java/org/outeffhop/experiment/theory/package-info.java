/**
 * The theory of the associative memory made checkable, and what detecting outliers costs and
 * brings.
 */
package org.outeffhop.experiment.theory;
