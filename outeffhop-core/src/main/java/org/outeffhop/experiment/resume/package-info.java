/** Checks that killed runs go on exactly. */
package org.outeffhop.experiment.resume;
