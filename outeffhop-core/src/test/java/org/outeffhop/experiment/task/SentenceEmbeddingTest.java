package org.outeffhop.experiment.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outeffhop.conversion.ConversionConfig;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.EncoderSettings;
import org.outeffhop.training.TrainingConfig;

class SentenceEmbeddingTest {
  private static final int LAYERS = 2;
  private static final int TEXTS = 3;
  private static final int LENGTH = 2;
  private static final int WIDTH = 4;

  private static final double THRESHOLD = 0.8;

  /** Against the formula, number by number; a third of what is wanted is beyond the threshold. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "5, 0", "0, 1", "1, 0.5", "2, 3"})
  void hiddenStatesAndEmbeddingsAreCompared(double cosineWeight, double layerWeight) {
    int size = TEXTS * LENGTH * WIDTH;
    float[] hidden = new float[LAYERS * size];
    float[] wanted = new float[hidden.length];
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] = (float) Math.sin(1.3 * i + 0.2);
      wanted[i] = (float) Math.cos(0.7 * i * i);
    }
    float[] last = Arrays.copyOfRange(hidden, size, 2 * size);
    float[] wantedLast = Arrays.copyOfRange(wanted, size, 2 * size);
    double layers =
        (states(Arrays.copyOf(hidden, size), limited(Arrays.copyOf(wanted, size)))
                + states(last, limited(wantedLast)))
            / LAYERS;
    try (TensorScope scope = TensorScope.open()) {
      Tensor distance =
          task()
              .distance(
                  List.of(Tensors.of(hidden, LAYERS, TEXTS, LENGTH, WIDTH)),
                  List.of(Tensors.of(wanted, LAYERS, TEXTS, LENGTH, WIDTH)),
                  config(cosineWeight, layerWeight));
      double expected =
          states(last, wantedLast)
              + layerWeight * layers
              + cosineWeight * embeddings(last, wantedLast);
      assertEquals(expected, Tensors.item(distance), 1e-5);
    }
  }

  private static float[] limited(float[] x) {
    float[] limited = x.clone();
    for (int i = 0; i < x.length; i++) {
      limited[i] = (float) Math.max(-THRESHOLD, Math.min(THRESHOLD, x[i]));
    }
    return limited;
  }

  private static double states(float[] hidden, float[] wanted) {
    double error = 0;
    double size = 0;
    for (int i = 0; i < hidden.length; i++) {
      error += Math.pow(hidden[i] - wanted[i], 2);
      size += Math.pow(wanted[i], 2);
    }
    return error / size;
  }

  private static double embeddings(float[] hidden, float[] wanted) {
    double sum = 0;
    for (int text = 0; text < TEXTS; text++) {
      double product = 0;
      double first = 0;
      double second = 0;
      for (int i = 0; i < WIDTH; i++) {
        double a = mean(hidden, text, i);
        double b = mean(wanted, text, i);
        product += a * b;
        first += a * a;
        second += b * b;
      }
      sum += 1 - product / Math.sqrt(first * second);
    }
    return sum / TEXTS;
  }

  private static double mean(float[] states, int text, int channel) {
    double sum = 0;
    for (int place = 0; place < LENGTH; place++) {
      sum += states[(text * LENGTH + place) * WIDTH + channel];
    }
    return sum / LENGTH;
  }

  /** Of texts that are pooled by their first tokens, the others do not matter. */
  @Test
  void embeddingsThatAreComparedArePooledAsTheSettingsSay(@TempDir Path folder) throws IOException {
    new EncoderSettings(folder).modules(false).pooling("cls_token");
    float[] hidden = new float[TEXTS * LENGTH * WIDTH];
    float[] wanted = new float[hidden.length];
    double cosines = 0;
    for (int text = 0; text < TEXTS; text++) {
      double product = 0;
      double first = 0;
      double second = 0;
      for (int i = 0; i < LENGTH * WIDTH; i++) {
        int at = text * LENGTH * WIDTH + i;
        hidden[at] = (float) Math.sin(1.3 * at + 0.2);
        wanted[at] = (float) Math.cos(0.7 * at * at);
        if (i < WIDTH) {
          product += hidden[at] * wanted[at];
          first += hidden[at] * hidden[at];
          second += wanted[at] * wanted[at];
        }
      }
      cosines += product / Math.sqrt(first * second);
    }
    try (TensorScope scope = TensorScope.open()) {
      Tensor distance =
          task(folder)
              .distance(
                  List.of(Tensors.of(hidden, 1, TEXTS, LENGTH, WIDTH)),
                  List.of(Tensors.of(wanted, 1, TEXTS, LENGTH, WIDTH)),
                  config(7, 0));
      assertEquals(
          states(hidden, wanted) + 7 * (1 - cosines / TEXTS), Tensors.item(distance), 1e-5);
    }
  }

  private static SentenceEmbedding task() {
    return task(Path.of("none"));
  }

  private static SentenceEmbedding task(Path folder) {
    return new SentenceEmbedding(
        null, folder, TextCorpus.builtin(), () -> null, () -> null, () -> null);
  }

  private static ConversionConfig config(double cosineWeight, double layerWeight) {
    return ConversionConfig.of(TrainingConfig.adamW(10, 1e-3))
        .threshold(THRESHOLD)
        .weightLimit(0)
        .cosineWeight(cosineWeight)
        .layerWeight(layerWeight);
  }
}
