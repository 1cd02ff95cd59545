package org.outeffhop.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.outeffhop.experiment.Preset;
import org.outeffhop.experiment.onnx.ExportPrecision;
import org.outeffhop.experiment.task.MeasureDefinition;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.ModelType;
import org.outeffhop.quantization.RangeEstimator;

/**
 * The values that an option takes, as its help and a shell's completion list them. They are read
 * from the library, and only when somebody asks.
 */
abstract class Choices implements Iterable<String> {
  private final Supplier<Stream<String>> names;

  Choices(Supplier<Stream<String>> names) {
    this.names = names;
  }

  @Override
  public final Iterator<String> iterator() {
    return names.get().iterator();
  }

  /** The types of models. */
  static final class Models extends Choices {
    Models() {
      super(() -> Arrays.stream(ModelType.values()).map(ModelType::toString));
    }
  }

  /** The presets of a comparison. */
  static final class Presets extends Choices {
    Presets() {
      super(() -> Arrays.stream(Preset.values()).map(Preset::toString));
    }
  }

  /** Whose definitions of the measures there are. */
  static final class Definitions extends Choices {
    Definitions() {
      super(() -> Arrays.stream(MeasureDefinition.values()).map(MeasureDefinition::toString));
    }
  }

  /** The attention methods. */
  static final class Methods extends Choices {
    Methods() {
      super(() -> Arrays.stream(AttentionMethod.values()).map(AttentionMethod::toString));
    }
  }

  /** The precisions of an exported model. */
  static final class Precisions extends Choices {
    Precisions() {
      super(() -> Arrays.stream(ExportPrecision.values()).map(ExportPrecision::toString));
    }
  }

  /** The estimators of static ranges. */
  static final class Ranges extends Choices {
    Ranges() {
      super(() -> RangeEstimator.choices().stream());
    }
  }
}
