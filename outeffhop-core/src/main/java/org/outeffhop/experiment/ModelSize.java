package org.outeffhop.experiment;

/**
 * The size of the models of a comparison.
 *
 * @param width hidden size
 * @param layers number of blocks
 * @param heads of each attention
 * @param length tokens in a sequence
 * @param vocabularySize of the tokenizer that is trained
 */
public record ModelSize(int width, int layers, int heads, int length, int vocabularySize) {}
