package org.outeffhop.training;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** What every optimizer asks of the tensors that it updates. */
final class TrainableParameters {
  private TrainableParameters() {}

  /**
   * Checks all of them.
   *
   * @throws IllegalArgumentException naming those that cannot be trained or are there twice
   */
  static void require(Map<String, Tensor> parameters) {
    Set<Long> seen = new HashSet<>();
    List<String> problems = new ArrayList<>();
    parameters.forEach(
        (name, parameter) -> {
          if (!parameter.is_leaf() || !parameter.requires_grad()) {
            problems.add("parameter '" + name + "' is not a leaf tensor that requires a gradient");
          } else if (!parameter.is_contiguous()) {
            problems.add("parameter '" + name + "' is not contiguous");
          } else if (!seen.add(parameter.unsafeGetTensorImpl().address())) {
            problems.add("parameter '" + name + "' is also listed under another name");
          }
        });
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }
}
