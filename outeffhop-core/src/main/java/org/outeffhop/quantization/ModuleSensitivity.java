package org.outeffhop.quantization;

/**
 * What quantizing one module, or all but one, costs.
 *
 * @param module the module's name: a probe point, with the weight of that name where there is one
 * @param loss the loss when it alone is quantized, or all but it are
 * @param cost when it alone is: {@code loss} less the loss in full precision. When all but it are:
 *     the loss with everything quantized less {@code loss}, so what leaving it out saves
 */
public record ModuleSensitivity(String module, double loss, double cost) {}
