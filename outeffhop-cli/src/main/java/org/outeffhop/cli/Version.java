package org.outeffhop.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions of the project, of libtorch (as built against; it is not loaded) and of Java. */
final class Version implements IVersionProvider {
  /** This project's version. */
  static String ofProject() throws IOException {
    return built().getProperty("outeffhop");
  }

  private static Properties built() throws IOException {
    Properties built = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      built.load(in);
    }
    return built;
  }

  @Override
  public String[] getVersion() throws IOException {
    Properties built = built();
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
