/** Whether this machine computes what it should, and what its settings cost. */
package org.outeffhop.experiment.doctor;
