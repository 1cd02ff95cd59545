/** One run of a comparison, whatever its model and data: trained, measured, written. */
package org.outeffhop.experiment.run;
