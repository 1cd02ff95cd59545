package org.outeffhop.experiment.task;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.outeffhop.model.ModelType;
import org.outeffhop.naming.Named;

/** Whose definitions of the measures a model is measured by. */
public enum MeasureDefinition {
  /** This project's alone. */
  OURS,
  /** Besides, as the published scripts of the paper's authors compute them. */
  AUTHORS;

  private static final Set<ModelType> IN_SCRIPTS =
      EnumSet.of(ModelType.BERT, ModelType.OPT, ModelType.VIT);

  /**
   * Checks that one of the models is measured by it.
   *
   * @throws IllegalArgumentException naming the models and those that would be
   */
  public void requireAny(Collection<ModelType> models) {
    if (this == AUTHORS && models.stream().noneMatch(IN_SCRIPTS::contains)) {
      throw new IllegalArgumentException(
          "--measures %s is given, but has nothing for the models %s; it is for %s"
              .formatted(this, models, Named.list(IN_SCRIPTS)));
    }
  }

  /** The definition of a name as printed. */
  public static MeasureDefinition of(String name) {
    return Named.value("measures", values(), name);
  }

  @Override
  public String toString() {
    return Named.of(this);
  }
}
