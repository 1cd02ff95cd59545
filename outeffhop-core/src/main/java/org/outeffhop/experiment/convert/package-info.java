/** Models that are converted: their data, training and measurements. */
package org.outeffhop.experiment.convert;
