/** Exported models over HTTP, as OpenAI's and text-embeddings-inference's clients ask them. */
package org.outeffhop.serving;
