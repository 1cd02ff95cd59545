package org.outeffhop.data;

import java.util.Arrays;

/**
 * Blocks of tokens, all of one length, one after the other.
 *
 * @param ids the tokens, {@code count() * blockLength} of them; not copied
 * @param blockLength tokens per block
 */
public record TokenBlocks(int[] ids, int blockLength) {
  /** Checks that the ids fill whole blocks. */
  public TokenBlocks {
    if (blockLength < 1) {
      throw new IllegalArgumentException(
          "block length is " + blockLength + "; it must be at least 1");
    }
    if (ids.length % blockLength != 0) {
      throw new IllegalArgumentException(
          ids.length + " tokens do not fill whole blocks of " + blockLength);
    }
  }

  /** The number of blocks. */
  public int count() {
    return ids.length / blockLength;
  }

  /** Whether there are several blocks and all begin with the same token. */
  public boolean beginAlike() {
    for (int first = blockLength; first < ids.length; first += blockLength) {
      if (ids[first] != ids[0]) {
        return false;
      }
    }
    return count() > 1;
  }

  /** A copy of one block. */
  public int[] block(int index) {
    return batch(new int[] {index});
  }

  /** A copy of some blocks, flat: shape (number of indices, block length). */
  public int[] batch(int[] blockIndices) {
    int[] batch = new int[Math.multiplyExact(blockIndices.length, blockLength)];
    for (int row = 0; row < blockIndices.length; row++) {
      int index = blockIndices[row];
      if (index < 0 || index >= count()) {
        throw new IllegalArgumentException(
            "block " + index + " is out of range; there are " + count());
      }
      System.arraycopy(ids, index * blockLength, batch, row * blockLength, blockLength);
    }
    return batch;
  }

  /** A copy of the blocks from {@code from} to before {@code to}. */
  public TokenBlocks slice(int from, int to) {
    if (from < 0 || to < from || to > count()) {
      throw new IllegalArgumentException(
          "blocks " + from + " to " + to + " are out of range; there are " + count());
    }
    return new TokenBlocks(
        Arrays.copyOfRange(ids, from * blockLength, to * blockLength), blockLength);
  }
}
