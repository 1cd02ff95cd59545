/** Whose the outliers of a model are, for reports. */
package org.outeffhop.experiment.diagnosis;
