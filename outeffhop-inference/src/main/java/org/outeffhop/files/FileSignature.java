package org.outeffhop.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Formats that are known by their first bytes, none of which a text begins with. */
enum FileSignature {
  GZIP("\u001f\u008b\b", "compressed with gzip; unpack it with 'gzip -d' and give the file in it"),
  BZIP2("BZh[1-9]1AY&SY", "compressed with bzip2; unpack it with 'bzip2 -d'"),
  XZ("\u00fd7zXZ\0", "compressed with xz; unpack it with 'xz -d'"),
  ZSTANDARD("\\(\u00b5/\u00fd", "compressed with zstd; unpack it with 'zstd -d'"),
  SEVEN_ZIP("7z\u00bc\u00af'\u001c", "a 7z archive; unpack it and give the file in it"),
  TAR(
      "(?=.{257}ustar)[^\0]{1,100}\0",
      "a tar archive; unpack it with 'tar -xf' and give the file in it"),
  PYTORCH(
      "PK\u0003\u0004.{22}.{4}[^\0-\u001f]{0,100}data\\.pkl|\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9",
      "a PyTorch file; give it a name that ends in .bin"),
  NPZ(
      "PK\u0003\u0004.{22}.{4}[^\0-\u001f]{1,100}\\.npy",
      "a NumPy archive (.npz); save its arrays as safetensors, or one of them as .npy"),
  EXCEL(
      "PK\u0003\u0004.{22}.{4}(\\[Content_Types]\\.xml|_rels/|xl/|docProps/)"
          + "|\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1",
      "an Excel workbook; save the sheet as CSV (UTF-8)"),
  ZIP("PK(\u0003\u0004|\u0005\u0006)", "a ZIP archive; unpack it and give the file in it"),
  GGUF(
      "GGUF[\u0001-\u0009]\0\0\0",
      "a GGUF file, as llama.cpp reads; download the model's safetensors files"),
  GGML(
      "(lmgg|fmgg|tjgg)[\0-\u0009]\0\0\0",
      "a GGML file, as llama.cpp reads; download the model's safetensors files"),
  HDF5(
      "\u0089HDF\r\n\u001a\n",
      "an HDF5 file, as Keras writes; save the model as safetensors or PyTorch's .bin"),
  NUMPY(
      "\u0093NUMPY",
      "a NumPy array; data in .npy are read where patterns are, and weights are saved as safetensors"),
  SAFETENSORS(".{4}\0{4}\\{", "a safetensors file; give it a name that ends in .safetensors"),
  PICKLE("\u0080[\u0002-\u0005][^ -~]", "a Python pickle; save tensors with torch.save"),
  PARQUET("PAR1[\0-\u001f]", "a Parquet file; write its rows as .jsonl, .txt or .csv"),
  ARROW("ARROW1\0\0", "an Arrow file; write its rows as .jsonl, .txt or .csv"),
  WEBP("RIFF.{4}WEBP", "a WebP image; convert it to PNG"),
  PDF("%PDF-\\d", "a PDF document; save its text as .txt");

  private final Pattern begins;
  private final String what;

  FileSignature(String begins, String what) {
    this.begins = Pattern.compile(begins, Pattern.DOTALL);
    this.what = what;
  }

  /** The format of what begins with some bytes. */
  static Optional<FileSignature> of(byte[] beginning) {
    String bytes = new String(beginning, StandardCharsets.ISO_8859_1);
    List<FileSignature> all = Arrays.asList(values());
    return all.stream().filter(one -> one.begins.matcher(bytes).lookingAt()).findFirst();
  }

  /** What it is and what to do. */
  String sentence() {
    return "it is " + what;
  }
}
