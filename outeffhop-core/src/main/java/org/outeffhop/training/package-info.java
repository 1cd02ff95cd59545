/** Training: the loop, AdamW, learning rate schedules, gradient clipping and what a run records. */
package org.outeffhop.training;
