/** How well associative memories retrieve: their capacity, and what noise and beta do to it. */
package org.outeffhop.experiment.retrieval;
