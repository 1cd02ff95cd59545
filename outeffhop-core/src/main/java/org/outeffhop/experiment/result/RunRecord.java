package org.outeffhop.experiment.result;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Everything that a finished run of a comparison left behind, for reports.
 *
 * @param folder where it was read from
 * @param comparison the name of the folder around it
 * @param settings what shaped it, by name
 * @param modules outliers by module, in the order of the forward pass
 * @param training what was measured while it was trained, by name; {@code loss} is there for every
 *     step
 * @param activations null where the run left none
 * @param diagnosis null where the run left none
 */
public record RunRecord(
    String folder,
    String comparison,
    Map<String, Object> settings,
    Origin origin,
    ComparisonRow row,
    List<ModuleMeasure> modules,
    Map<String, List<Measured>> training,
    ActivationRecord activations,
    DiagnosisResult diagnosis) {

  /**
   * How to run it again.
   *
   * @param command the command line
   * @param versions of the project and of what it stands on
   * @param machine processor, cores, memory, system
   * @param environment settings of allocator and threads
   */
  public record Origin(
      String command,
      Map<String, String> versions,
      Map<String, String> machine,
      Map<String, String> environment) {
    /** What a file leaves out is empty. */
    public Origin {
      command = Objects.requireNonNullElse(command, "");
      versions = Objects.requireNonNullElse(versions, Map.of());
      machine = Objects.requireNonNullElse(machine, Map.of());
      environment = Objects.requireNonNullElse(environment, Map.of());
    }
  }

  /** The outliers in a module's output, averaged over samples. */
  public record ModuleMeasure(String module, double kurtosis, double maximumInfinityNorm) {}

  /** A value after some updates of the parameters. */
  public record Measured(long step, double value) {}
}
