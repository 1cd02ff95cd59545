/**
 * Results as text and as pictures: tables for the terminal and for Markdown, charts as SVG. It
 * computes nothing.
 */
package org.outeffhop.report;
