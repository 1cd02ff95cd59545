package org.outeffhop.model.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.checkpoint.Spelling.Pair;

/**
 * What checkpoints of a kind of model call its classes and tensors.
 *
 * @param architectures Hugging Face's classes whose weights are read
 * @param headless the class without a head, or empty where the head is part of every model
 * @param head the beginning of the head's names
 * @param beginnings what names may begin with instead, the model's own first
 * @param endings what they may end with instead, likewise
 * @param copies names that files may hold besides the parameter that has the same values
 * @param unused names of what the model does not have, such as a pooler, or of constants
 */
record ModelNames(
    List<String> architectures,
    String headless,
    String head,
    List<List<Pair>> beginnings,
    List<List<Pair>> endings,
    Map<String, String> copies,
    Pattern unused) {
  private static final List<Pair> SAME = List.of();

  /** TensorFlow's names for the norms' parameters. */
  private static final List<Pair> OLD_NORMS =
      List.of(
          new Pair("LayerNorm.weight", "LayerNorm.gamma"),
          new Pair("LayerNorm.bias", "LayerNorm.beta"));

  private static final ModelNames BERT =
      new ModelNames(
          List.of("BertForMaskedLM", "BertForPreTraining", "BertModel"),
          "BertModel",
          "cls.",
          List.of(
              SAME,
              begins("cls.", "cls.", "bert.", ""),
              begins("cls.", "cls.", "bert.", "model."),
              begins("cls.", "model.cls.", "bert.", "model.bert.")),
          List.of(SAME, OLD_NORMS),
          Map.of(
              "cls.predictions.decoder.weight", "bert.embeddings.word_embeddings.weight",
              "cls.predictions.decoder.bias", "cls.predictions.bias"),
          Pattern.compile(
              "bert\\.(embeddings\\.position_ids|pooler\\.dense\\.(weight|bias))"
                  + "|cls\\.seq_relationship\\.(weight|bias)"));

  private static final ModelNames OPT =
      new ModelNames(
          List.of("OPTForCausalLM", "OPTModel"),
          "",
          "lm_head.",
          List.of(
              SAME,
              begins("lm_head.", "lm_head.", "model.decoder.", ""),
              begins("lm_head.", "lm_head.", "model.decoder.", "decoder."),
              begins("lm_head.", "model.lm_head.", "model.decoder.", "model.model.decoder.")),
          List.of(SAME),
          Map.of("lm_head.weight", "model.decoder.embed_tokens.weight"),
          Pattern.compile("(?!)"));

  /** Files of older libraries hold the rotary frequencies, once a layer or once a model. */
  private static final ModelNames LLAMA =
      new ModelNames(
          List.of("LlamaForCausalLM", "LlamaModel"),
          "",
          "lm_head.",
          List.of(
              SAME,
              begins("lm_head.", "lm_head.", "model.", ""),
              begins("lm_head.", "model.lm_head.", "model.", "model.model.")),
          List.of(SAME),
          Map.of("lm_head.weight", "model.embed_tokens.weight"),
          Pattern.compile("model\\.(layers\\.\\d+\\.self_attn\\.)?rotary_emb\\.inv_freq"));

  private static final ModelNames VIT =
      new ModelNames(
          List.of("ViTForImageClassification", "ViTModel"),
          "ViTModel",
          "classifier.",
          List.of(
              SAME,
              begins("classifier.", "classifier.", "vit.", ""),
              begins("classifier.", "classifier.", "vit.", "model."),
              begins("classifier.", "model.classifier.", "vit.", "model.vit.")),
          List.of(SAME),
          Map.of(),
          Pattern.compile("vit\\.(pooler\\.dense\\.(weight|bias)|embeddings\\.mask_token)"));

  private static final Map<String, ModelNames> BY_TYPE =
      Map.of("bert", BERT, "opt", OPT, "llama", LLAMA, "vit", VIT);

  private static List<Pair> begins(String head, String headInFile, String body, String inFile) {
    return List.of(new Pair(head, headInFile), new Pair(body, inFile));
  }

  static ModelNames of(ModelConfig config) {
    return BY_TYPE.get(config.modelType());
  }

  /** Every spelling that is known; the first one is the model's own. */
  List<Spelling> spellings() {
    List<Spelling> spellings = new ArrayList<>();
    for (List<Pair> ending : endings) {
      for (List<Pair> beginning : beginnings) {
        spellings.add(new Spelling(beginning, ending));
      }
    }
    return spellings;
  }

  /**
   * Whether files are of the class without a head: they say so, or say nothing and have no head.
   */
  boolean isHeadless(String architecture, Set<String> fileNames) {
    return !headless.isEmpty()
        && (architecture.equals(headless)
            || architecture.isEmpty() && fileNames.stream().noneMatch(name -> name.contains(head)));
  }
}
