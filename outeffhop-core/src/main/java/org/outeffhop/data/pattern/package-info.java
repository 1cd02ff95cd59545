/**
 * Patterns for an associative memory, from the files people have: images, IDX, NumPy, safetensors,
 * CSV.
 */
package org.outeffhop.data.pattern;
