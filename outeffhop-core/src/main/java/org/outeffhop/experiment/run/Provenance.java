package org.outeffhop.experiment.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.outeffhop.experiment.result.RunRecord;
import org.outeffhop.tensor.Machine;

/**
 * What a reader needs to run something again: written into run folders.
 *
 * @param command the command line
 * @param versions of this project and of what it stands on
 * @param machine processor, cores, memory, system
 * @param environment the settings of allocator and threads that were in force
 */
public record Provenance(
    String command,
    Map<String, String> versions,
    Map<String, String> machine,
    Map<String, String> environment) {

  /** As reports show it. */
  public RunRecord.Origin origin() {
    return new RunRecord.Origin(command, versions, machine, environment);
  }

  /** That of this process. */
  public static Provenance of(String command, String version) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("outeffhop", version);
    versions.putAll(Machine.versions());
    return new Provenance(command, versions, Machine.describe(), Machine.environment());
  }
}
