"""Forenames that are common in German press texts, by which persons are told from places; words of the rules."""

from __future__ import annotations

# Left out are those that are other words as well: months, clubs, harbours, „Mark“, „Roman“, „Marina“, „Viktoria“.
FORENAMES = frozenset(
    """
    Abdul Achim Adam Adele Adelheid Adil Adolf Adrian Agnes Ahmed Ahmet Albert Alex Alexander Alexandra Alfons Alfred Ali
    Alice Alina Alma Amalia Amalie Amelia Amelie Amina Amir Andre André Andrea Andreas Andrej Andrew Andrij Angela Angelika
    Anita Anja Anke Anna Anne Annegret Anneliese Annemarie Annett Annette Antje Anton Antonia Antonio Arda Armin Arne Arno
    Arnold Arthur Artur Astrid Axel Aylin Ayse Ayşe Barbara Bärbel Bastian Beate Beatrice Beatrix Ben Benedikt Benjamin
    Bernd Bernhard Bert Berta Bertha Berthold Bettina Bilal Birgit Björn Bodo Boris Brigitte Britta Bruno Burak Burkhard
    Carina Carl Carla Carlo Carlos Carmen Carola Caroline Carolin Carsten Catharina Catherine Cem Charlotte Chris Christa
    Christel Christian Christiane Christina Christine Christof Christoph Christopher Clara Claudia Claus Clemens Conrad
    Constantin Constanze Cordula Corinna Cornelia Cornelius Dagmar Damian Dana Daniel Daniela David Deniz Dennis Derya
    Detlef Detlev Diana Dieter Dietmar Dietrich Dirk Doris Dorothea Dorothee Dunja Eberhard Eckart Eckhard Edeltraud Edgar
    Edith Eduard Elena Eleonore Elfriede Elias Elif Elisa Elisabeth Elizabeth Elke Ella Elli Ellen Else Elvira Emil Emilia
    Emilie Emily Emine Emma Emmanuel Emre Enno Eric Erich Erik Erika Erna Erwin Esra Esther Eugen Eva Evelyn Ewald Fabian
    Fabienne Falk Fatih Fatma Felicitas Felix Ferdinand Finja Finn Florian Franco Francesca Francesco Franz Franziska
    Frauke Fred Frederik Frida Frieda Friederike Friedhelm Friedrich Fritz Gabi Gabriel Gabriela Gabriele Georg George
    Gerald Gerd Gerda Gereon Gerhard Gerlinde Gernot Gertrud Gesa Gisela Gordon Gottfried Greta Gretchen Gudrun Guido Günter
    Günther Gunnar Gustav Hakan Hanna Hannah Hanne Hannelore Hannes Hans Harald Harry Hartmut Hasan Hassan Hedwig Heidi
    Heike Heiko Heiner Heinrich Heinz Helena Helene Helga Hella Helmut Hendrik Henning Henri Henriette Henrik Henry Herbert
    Heribert Hermann Herta Hildegard Holger Horst Hubert Hugo Hüseyin Ibrahim Ida Igor Ilka Ilona Ilse Imke Ina Inga Inge
    Ingeborg Ingo Ingrid Irene Irina Irma Irmgard Isabel Isabell Isabella Ismail Iwan Jakob James Jan Jana Jane Janina
    Janine Jannik Jannis Jasmin Jean Jeanette Jennifer Jens Jessica Jim Jo Joachim Jochen Joel Johan Johann Johanna Johannes
    John Jolanda Jonas Jonathan Jörg Jörn Josef Josefine Joseph Joshua Juan Judith Jule Julia Julian Juliane Julie Julius
    Juna Jupp Jürgen Jutta Kai Karin Karina Karl Karla Karolin Karoline Karsten Kaspar Kate Katharina Käthe Katja Katrin
    Kemal Kenan Kerstin Kevin Kilian Kim Kirsten Klara Klaus Konrad Konstantin Konstanze Kornelia Kristin Kristina Kurt
    Lara Lars Laura Laurenz Lea Lena Leni Lennart Leo Leon Leonard Leonie Leopold Levin Lia Liam Lili Lilli Lilly Lina
    Linda Linus Lisa Liselotte Lotta Lotte Louis Louisa Luca Lucas Lucia Ludger Ludwig Luis Luisa Luise Luka Lukas Luke
    Lutz Lydia Maike Maja Malia Malte Mandy Manfred Manuel Manuela Marc Marcel Marco Marcus Margarete Margarethe Margit
    Margot Margret Margrit Maria Marianne Marie Marika Mario Marion Marius Marko Marlene Marleen Marlies Marta Martha Martin
    Martina Mary Mathias Mathilda Mathilde Mats Matteo Matthias Matilda Max Maximilian Maya Mechthild Mehmet Melanie Melek
    Melina Melissa Merle Merve Mia Micha Michael Michaela Michel Michelle Mila Milan Milena Mira Miriam Mirjam Mohamed
    Mohammed Mona Monika Monique Moritz Murat Mustafa Mykhailo Nadine Nadja Nancy Natalia Natalie Natascha Nele Nico Nicola
    Nicolas Nicole Niels Niklas Nikolaus Nils Nina Noah Noel Nora Norbert Norman Ole Olaf Oleg Olga Oliver Omar Oscar Oskar
    Osman Oswald Ottilie Otto Pascal Patricia Patrick Patrizia Paul Paula Pauline Pedro Peer Peter Petra Philip Philipp
    Phillip Pia Pierre Pieter Rabea Rainer Ralf Ralph Ramona Raphael Rebecca Regina Regine Reiner Reinhard Reinhold Renate
    René Ricarda Richard Rita Robert Roberto Robin Roger Roland Rolf Romy Ronald Ronja Rosa Rosemarie Roswitha Ruben Rudi
    Rudolf Rüdiger Ruth Sabine Sabrina Samuel Sandra Sara Sarah Sascha Saskia Sebastian Selina Selma Serkan Sibylle Siegfried
    Sigrid Silja Silke Silvia Simon Simone Sina Sofia Sofie Sonja Sophia Sophie Stefan Stefanie Steffen Stephan Stephanie
    Susan Susanna Susanne Sven Svenja Sybille Sylvia Tamara Tanja Tatjana Thea Theo Theodor Theresa Therese Thilo Thomas
    Thorben Thorsten Till Tilda Tim Timo Tina Tobias Tom Toni Torben Torsten Traute Udo Ulf Uli Ulla Ulrich Ulrike Ursel
    Ursula Uschi Uta Ute Uwe Vanessa Vera Verena Veronika Vincent Volker Volkmar Waltraud Walter Walther Werner Wilfried
    Wilhelm Wilhelmine Willi William Willy Winfried Wolfgang Wolfram Yannick Yasemin Yasmin Yusuf Yvonne Zeynep Zoe
    """.split()
)
