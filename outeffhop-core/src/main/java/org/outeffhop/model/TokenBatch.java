package org.outeffhop.model;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.tensor.Tensors;

/**
 * B sequences of L tokens.
 *
 * @param inputIds [B, L], int64
 * @param tokenTypes which segment a token is of, [B, L], int64; null: all of segment 0
 * @param visible false where a token is padding, [B, L], booleans; null: nothing is
 */
public record TokenBatch(Tensor inputIds, Tensor tokenTypes, Tensor visible) {
  public TokenBatch {
    require("input ids have", inputIds, ScalarType.Long, inputIds);
    require("token types have", tokenTypes, ScalarType.Long, inputIds);
    require("mask has", visible, ScalarType.Bool, inputIds);
  }

  /** Sequences of one length and one segment. */
  public static TokenBatch of(Tensor inputIds) {
    return new TokenBatch(inputIds, null, null);
  }

  /** Sequences of one segment, filled up to one length. */
  public static TokenBatch padded(Tensor inputIds, Tensor visible) {
    return new TokenBatch(inputIds, null, visible);
  }

  /** L, which the model must have positions for. */
  long length(int maxPositionEmbeddings) {
    long length = inputIds.size(1);
    if (length > maxPositionEmbeddings) {
      throw new IllegalArgumentException(
          "a sequence has " + length + " tokens; the model takes " + maxPositionEmbeddings);
    }
    return length;
  }

  AttentionMask mask(boolean causal) {
    return new AttentionMask(causal, visible == null ? null : visible.unsqueeze(1).unsqueeze(1));
  }

  private static void require(String what, Tensor tensor, ScalarType type, Tensor like) {
    if (tensor == null) {
      return;
    }
    long[] shape = Tensors.shape(tensor);
    if (shape.length != 2 || !Arrays.equals(shape, Tensors.shape(like))) {
      throw new IllegalArgumentException(
          "the "
              + what
              + " shape "
              + Arrays.toString(shape)
              + " and the input ids "
              + Arrays.toString(Tensors.shape(like))
              + "; both take [sequences, tokens]");
    }
    if (Tensors.type(tensor) != type) {
      throw new IllegalArgumentException(
          "the " + what + " type " + Tensors.type(tensor) + "; it takes " + type);
    }
  }
}
