/** The state of training, written to files from which it goes on exactly. */
package org.outeffhop.training.resume;
