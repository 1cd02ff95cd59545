/** Several series of numbers over time: from a file or a generator to windows for a model. */
package org.outeffhop.data.series;
