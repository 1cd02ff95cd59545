/** Whether outliers that were removed grow back in ordinary training. */
package org.outeffhop.experiment.regrowth;
