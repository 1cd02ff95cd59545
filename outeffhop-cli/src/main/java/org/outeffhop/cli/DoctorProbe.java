package org.outeffhop.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.outeffhop.experiment.doctor.SettingsCost;

/** A process that measures how fast it computes and prints that as JSON. */
final class DoctorProbe {
  private DoctorProbe() {}

  /** Measures under the name given. */
  public static void main(String[] args) throws IOException {
    String json = new ObjectMapper().writeValueAsString(SettingsCost.measure(args[0]));
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      out.write(json.getBytes(StandardCharsets.UTF_8));
    }
  }
}
