package org.outeffhop.tensor;

import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The types of elements in files of tensors, under safetensors' names, with the sizes of an element
 * in bytes.
 */
public enum ElementType {
  /** IEEE 754 with 64 bits. */
  F64(ScalarType.Double, 8),
  /** Whole numbers with sign. */
  I64(ScalarType.Long, 8),
  /** IEEE 754 with 32 bits. */
  F32(ScalarType.Float, 4),
  /** Whole numbers with sign. */
  I32(ScalarType.Int, 4),
  /** IEEE 754 with 16 bits. */
  F16(ScalarType.Half, 2),
  /** The upper half of an F32. */
  BF16(ScalarType.BFloat16, 2),
  /** Whole numbers with sign. */
  I16(ScalarType.Short, 2),
  /** Whole numbers with sign. */
  I8(ScalarType.Char, 1),
  /** Whole numbers without sign. */
  U8(ScalarType.Byte, 1),
  /** 0 or 1 in a byte. */
  BOOL(ScalarType.Bool, 1);

  final ScalarType scalarType;
  final int bytes;

  ElementType(ScalarType scalarType, int bytes) {
    this.scalarType = scalarType;
    this.bytes = bytes;
  }

  /** What libtorch calls it, comparable with {@code ==}. */
  public ScalarType scalarType() {
    return scalarType;
  }

  /** The size of an element. */
  public int bytes() {
    return bytes;
  }
}
