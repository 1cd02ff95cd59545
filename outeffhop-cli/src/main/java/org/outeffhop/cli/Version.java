package org.outeffhop.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions of the project, of libtorch (as built against; it is not loaded) and of Java. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    Properties built = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      built.load(in);
    }
    return new String[] {
      "outeffhop " + built.getProperty("outeffhop"),
      "libtorch "
          + built.getProperty("libtorch")
          + " (org.bytedeco:pytorch, "
          + built.getProperty("platform")
          + ")",
      "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
    };
  }
}
