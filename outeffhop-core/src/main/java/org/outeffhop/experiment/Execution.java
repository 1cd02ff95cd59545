package org.outeffhop.experiment;

/**
 * Where and in which precision training runs.
 *
 * @param device cpu, cuda or cuda:N
 * @param bfloat16 whether linear layers multiply in bfloat16 while training; measuring is in
 *     float32
 */
public record Execution(String device, boolean bfloat16) {
  /** Float32 on the CPU. */
  public static final Execution CPU = new Execution("cpu", false);
}
