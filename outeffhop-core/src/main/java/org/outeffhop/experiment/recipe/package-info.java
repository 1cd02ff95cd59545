/** How models are trained from nothing, for each task. */
package org.outeffhop.experiment.recipe;
