package org.outeffhop.training;

import java.nio.file.Path;
import org.outeffhop.files.FolderLock;

/** A process that asks for a folder and says what it was told. */
final class OtherProcess {
  private OtherProcess() {}

  /** Takes the folder given, or prints why it cannot. */
  public static void main(String[] args) {
    try (FolderLock lock = FolderLock.take(Path.of(args[0]))) {
      System.out.println("taken");
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage());
    }
  }
}
