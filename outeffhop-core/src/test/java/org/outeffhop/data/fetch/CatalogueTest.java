package org.outeffhop.data.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueTest {
  private static final String FILE =
      "{\"name\": \"a.csv\", \"addresses\": [\"https://host/a.csv\"], \"bytes\": 10}";
  private static final String SET =
      "{\"name\": \"mine\", \"title\": \"My series\", \"purposes\": [\"series\"], \"licence\": \"CC0\","
          + " \"source\": \"here\", \"files\": ["
          + FILE
          + "]}";

  @TempDir private Path folder;

  private Catalogue read(String sets) throws IOException {
    Path file = folder.resolve("mine.json");
    Files.writeString(file, "{\"data_sets\": [" + sets + "]}");
    return Catalogue.read(file);
  }

  /** The sums as torchvision, Fashion-MNIST's README and CIFAR-10's page print them. */
  @Test
  void theBuiltInCatalogueHasTheDataSetsWithThePublishedSums() {
    Catalogue catalogue = Catalogue.builtIn();
    assertEquals(
        List.of(
            "wordnet",
            "prose",
            "back-copy",
            "optical-digits",
            "lorenz-96",
            "mnist",
            "fashion-mnist",
            "cifar-10",
            "etth1",
            "etth2",
            "ettm1",
            "ettm2",
            "wikitext-2",
            "wikitext-103"),
        catalogue.dataSets().stream().map(DataSet::name).toList());
    assertEquals(
        "f68b3c2dcbeaaa9fbdd348bbdeb94873",
        catalogue.find("mnist").files().get(0).checksums().get(0).value());
    assertEquals(
        "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
        catalogue.find("Fashion-MNIST").files().get(0).checksums().get(0).value());
    assertEquals(
        "c32a1d4ab5d03f1284b67883e8d87530",
        catalogue.find("cifar-10").files().get(0).checksums().get(0).value());
    assertEquals(9912422 + 28881 + 1648877 + 4542, catalogue.find("mnist").bytes());
  }

  @Test
  void everyAddressIsHttpsAndEveryFileHasASum() {
    for (DataSet set : Catalogue.builtIn().dataSets()) {
      for (DataFile file : set.files()) {
        assertTrue(file.checkedBy().contains("SHA-256"), file::toString);
        file.addresses().forEach(address -> assertEquals("https", address.getScheme()));
      }
    }
  }

  @Test
  void aCatalogueOfOnesOwnIsRead() throws IOException {
    DataSet set = read(SET).find("MINE");
    assertEquals(List.of(Purpose.SERIES), set.purposes());
    assertEquals(10, set.bytes());
    assertEquals("size only", set.files().get(0).checkedBy());
    String unknown =
        assertThrows(IllegalArgumentException.class, () -> read(SET).find("yours")).getMessage();
    assertEquals("there is no data set 'yours'; there are mine", unknown);
  }

  @Test
  void mistakesAreNamedWithTheFile() {
    assertRefused("", "mine.json is not a catalogue: data_sets is missing");
    assertRefused(SET + "," + SET, "mine is listed twice");
    assertRefused(SET.replace("\"licence\"", "\"colour\": 1, \"licence\""), "colour");
    assertRefused(SET.replace("\"CC0\"", "\"\""), "mine: licence is missing");
    assertRefused(SET.replace("\"mine\"", "\"../mine\""), "is '../mine'");
    assertRefused(SET.replace("a.csv\", \"addr", "../a.csv\", \"addr"), "'../a.csv'");
    assertRefused(SET.replace("https://host", "file://host"), "begin with https or http");
    assertRefused(SET.replace("https://host/", "https:/"), "begin with https or http");
    assertRefused(SET.replace("10", "0"), "a.csv: bytes is 0");
    assertRefused(SET.replace("[" + FILE, "[" + FILE + "," + FILE), "a.csv twice");
    assertRefused(SET.replace("[\"series\"]", "[\"sound\"]"), "sound");
    assertRefused(SET.replace("10", "10, \"unpacked_at_most\": 5"), "its name must end in");
    String sum = "{\"algorithm\": \"MD5\", \"value\": \"12\", \"published_by\": \"x\"}";
    assertRefused(
        SET.replace("10", "10, \"checksums\": [" + sum + "]"),
        "must be 32 lower-case hexadecimal digits");
    assertRefused("{", "mine.json is not a catalogue");
  }

  private void assertRefused(String sets, String reason) {
    String message = assertThrows(IllegalArgumentException.class, () -> read(sets)).getMessage();
    assertTrue(message.contains(reason), message);
  }
}
