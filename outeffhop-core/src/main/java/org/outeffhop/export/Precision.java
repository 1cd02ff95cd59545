package org.outeffhop.export;

/** How the products of an exported model are computed. */
public sealed interface Precision {
  /** What the builder of a graph asks. */
  Arithmetic arithmetic();

  /** Everything in float32. */
  record Float32() implements Precision {
    @Override
    public Arithmetic arithmetic() {
      return new Float32Arithmetic();
    }

    @Override
    public String toString() {
      return "fp32";
    }
  }
}
