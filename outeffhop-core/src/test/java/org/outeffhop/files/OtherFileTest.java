package org.outeffhop.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in place of a file is called what it is; what may be a file's own content is not. */
class OtherFileTest {
  private static final String LFS =
      "it is a Git LFS pointer, in place of the file; run 'git lfs pull'";
  private static final String PAGE = "it is an HTML page; download the file itself";

  private static Optional<String> in(String latin1) {
    return OtherFile.in(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "version https://git-lfs.github.com/spec/v1 oid sha256:00 | " + LFS,
        "/annex/objects/SHA256E-s10--ab.safetensors | it is a git-annex pointer, in place of the file; run 'git annex get'",
        "../.git/annex/objects/aa/bb/K/K | it is a git-annex pointer, in place of the file; run 'git annex get'",
        "<!DOCTYPE html><html></html> | " + PAGE,
        "<HTML lang=en> | " + PAGE,
        "<!-- saved --><html> | " + PAGE,
        "<?xml version='1.0'?><!DOCTYPE html PUBLIC> | " + PAGE,
        "<?xml version='1.0'?><Error><Code>AccessDenied</Code> | it is an XML document; download the file itself",
        "Not Found | it is a server's message, 'Not Found', in place of the file; download the file itself",
        "Entry not found | it is a server's message, 'Entry not found', in place of the file; download the file itself",
        "404: Not Found | it is a server's message, '404: Not Found', in place of the file; download the file itself",
        "Invalid username or password. | it is a server's message, 'Invalid username or password.', in place of the file; download the file itself",
        "{\"error\":\"Repository not found\"} | it is a server's message, '{\"error\":\"Repository not found\"}', in place of the file; download the file itself",
      })
  void pointersPagesAndMessages(String text, String sentence) {
    assertEquals(Optional.of(sentence), in(text));
    assertEquals(Optional.of(sentence), in("\u00ef\u00bb\u00bf" + text + "\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GGUF\\3\\0\\0\\0 | it is a GGUF file, as llama.cpp reads; download the model's safetensors files",
        "\\x89HDF\\r\\n\\x1a\\n | it is an HDF5 file, as Keras writes; save the model as safetensors or PyTorch's .bin",
        "\\x93NUMPY\\1\\0 | it is a NumPy array; data in .npy are read where patterns are, and weights are saved as safetensors",
        "BZh91AY&SY | it is compressed with bzip2; unpack it with 'bzip2 -d'",
        "\\xfd7zXZ\\0 | it is compressed with xz; unpack it with 'xz -d'",
        "(\\xb5/\\xfd | it is compressed with zstd; unpack it with 'zstd -d'",
        "%PDF-1.7 | it is a PDF document; save its text as .txt",
        "PAR1\\x15 | it is a Parquet file; write its rows as .jsonl, .txt or .csv",
        "\\x10\\0\\0\\0\\0\\0\\0\\0{\"a\":{}} | it is a safetensors file; give it a name that ends in .safetensors",
        "\\x80\\2\\x8a\\nl\\xfc\\x9cF\\xf9 | it is a PyTorch file; give it a name that ends in .bin",
        "\\x80\\4\\x95 | it is a Python pickle; save tensors with torch.save",
        "\\xd0\\xcf\\x11\\xe0\\xa1\\xb1\\x1a\\xe1 | it is an Excel workbook; save the sheet as CSV (UTF-8)",
      })
  void formats(String bytes, String sentence) {
    assertEquals(Optional.of(sentence), in(unescaped(bytes)));
  }

  private static String unescaped(String text) {
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        bytes.append(c);
        continue;
      }
      c = text.charAt(++i);
      if (c == 'x') {
        bytes.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.append(c == 'r' ? '\r' : c == 'n' ? '\n' : (char) (c - '0'));
      }
    }
    return bytes.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model.safetensors | it is a ZIP archive; unpack it and give the file in it",
        "weights/layer.0.npy | it is a NumPy archive (.npz); save its arrays as safetensors, or one of them as .npy",
        "archive/data.pkl | it is a PyTorch file; give it a name that ends in .bin",
        "[Content_Types].xml | it is an Excel workbook; save the sheet as CSV (UTF-8)",
      })
  void archivesByTheirFirstFile(String entry, String sentence) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(new byte[700]);
    }
    assertEquals(Optional.of(sentence), OtherFile.in(bytes.toByteArray()));
  }

  @Test
  void compressedAndTar() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(1);
    }
    String gzip = "it is compressed with gzip; unpack it with 'gzip -d' and give the file in it";
    assertEquals(Optional.of(gzip), OtherFile.in(bytes.toByteArray()));
    String tar = "model.bin" + "\0".repeat(248) + "ustar";
    assertEquals(
        Optional.of("it is a tar archive; unpack it with 'tar -xf' and give the file in it"),
        in(tar));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GGUF is a format",
        "BZh is no word",
        "PAR1S is a town",
        "Not found in the wild, this bird",
        "The file was not found",
        "{\"model_type\": \"bert\"}",
        "# version https://git-lfs",
        "ARROW1 is a road",
        "< html",
      })
  void whatMayBeTheFileItselfIsNot(String text) {
    assertEquals(Optional.empty(), in(text));
  }

  @Test
  void textsMayBeXmlAndOneTextMayBeNotFound() throws IOException {
    byte[] xml = "<?xml version='1.0'?><book/>".getBytes(StandardCharsets.UTF_8);
    byte[] message = "Not Found\n".getBytes(StandardCharsets.UTF_8);
    assertEquals(Optional.empty(), OtherFile.inTexts(xml));
    assertEquals(Optional.empty(), OtherFile.inText(message));
    assertEquals(true, OtherFile.inTexts(message).isPresent());
    byte[] pointer = "version https://git-lfs.github.com".getBytes(StandardCharsets.UTF_8);
    BufferedInputStream stream = new BufferedInputStream(new ByteArrayInputStream(pointer));
    assertEquals(Optional.of(LFS), OtherFile.inText(OtherFile.beginning(stream)));
    assertEquals('v', stream.read());
  }
}
