/** Models to and from folders as Hugging Face's libraries write them. */
package org.outeffhop.model.checkpoint;
