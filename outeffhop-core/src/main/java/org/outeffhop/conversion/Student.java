package org.outeffhop.conversion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.model.Model;
import org.outeffhop.model.ParameterPart;
import org.outeffhop.tensor.TensorScope;

/**
 * Gives a model the weights of another one, of which it is a copy but for its attention method and
 * its largest weights.
 *
 * <p>Tables of embeddings are not trained, and both models share them in memory.
 */
public final class Student {
  private final WeightLimit limit;
  private final Map<String, Tensor> trained = new LinkedHashMap<>();
  private final List<String> own = new ArrayList<>();

  private Student(WeightLimit limit) {
    this.limit = limit;
  }

  /**
   * Makes a model a student.
   *
   * @param student with freshly drawn weights, of which those stay that the teacher does not have:
   *     gates, sinks
   * @param limit of the student's trained weights
   * @throws IllegalArgumentException if the student lacks one of the teacher's weights
   */
  public static Student of(Model student, Model teacher, WeightLimit limit) {
    Student made = new Student(limit);
    requirePlaces(student, teacher);
    Map<String, Tensor> given = teacher.parameters().asMap();
    student
        .parameters()
        .asMap()
        .forEach((name, tensor) -> made.fill(student, name, given.get(name)));
    return made;
  }

  /**
   * Gives a model the weights of another one and keeps none in common. Weights that the other does
   * not have, of gates and sinks, stay as they were drawn.
   *
   * @throws IllegalArgumentException if the model lacks one of the other's weights
   */
  public static void copy(Model model, Model from) {
    requirePlaces(model, from);
    try (NoGradGuard constant = new NoGradGuard()) {
      from.parameters()
          .asMap()
          .forEach((name, value) -> model.parameters().asMap().get(name).copy_(value));
    }
  }

  private static void requirePlaces(Model student, Model teacher) {
    for (String name : teacher.parameters().asMap().keySet()) {
      if (!student.parameters().asMap().containsKey(name)) {
        throw new IllegalArgumentException(
            "the teacher has a weight '" + name + "' that the student has no place for");
      }
    }
  }

  private void fill(Model student, String name, Tensor value) {
    Tensor tensor = student.parameters().asMap().get(name);
    if (value != null && ParameterPart.isTable(name)) {
      student.parameters().adopt(name, value.detach());
      tensor.set_requires_grad(false);
      return;
    }
    trained.put(name, tensor);
    if (value == null) {
      own.add(name);
      return;
    }
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      tensor.copy_(limit.of(value));
    }
  }

  /** The parameters that are trained, by name. */
  public Map<String, Tensor> trained() {
    return trained;
  }

  /** The names of those that the teacher does not have. */
  public List<String> own() {
    return own;
  }
}
