package org.outeffhop.inference;

import java.util.ArrayList;
import java.util.List;
import org.outeffhop.inference.result.InferenceResult.Answer;

/** What a model says to inputs. */
interface Answering {
  /**
   * The answers to some inputs.
   *
   * @param done told how many more inputs are answered
   * @throws IllegalArgumentException if an input is invalid, saying where it stands
   */
  List<? extends Answer> of(List<Input> inputs, SentenceVectors.Batch done);

  /** An answer to one input. */
  interface Single {
    Answer of(Input input);
  }

  /** One answer after the other. */
  static Answering each(Single answer) {
    return (inputs, done) -> {
      List<Answer> answers = new ArrayList<>();
      for (Input input : inputs) {
        answers.add(input.used(() -> answer.of(input)));
        done.of(1);
      }
      return answers;
    };
  }
}
