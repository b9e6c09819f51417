"""The target that is proposed, on the headers of many well-known tables (the values are made up here)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.datasets import DatasetConfig
from playground.datasets.dataset import ignore
from playground.datasets.own_table import CSV
from playground.datasets.table_columns import Column, column_of
from playground.datasets.table_preview import preview_table
from playground.datasets.target_guess import guess_target, is_cut
from tests.datasets.conftest import PrepareText

ROWS = 200

HEADERS = {
    "titanic": "PassengerId:id *Survived:b Pclass:3 Name:text Sex:c2 Age SibSp:6 Parch:6 Ticket:text Fare Cabin:text Embarked:c3",
    "titanic, other names": "*survived:b pclass:3 sex:c2 age sibsp:6 parch:6 fare embarked:c3 class:c3 who:c3 adult_male:b deck:c7 alone:b",
    "iris": "sepal_length sepal_width petal_length petal_width *species:c3",
    "iris with ids": "Id:id SepalLengthCm SepalWidthCm PetalLengthCm PetalWidthCm *Species:c3",
    "iris, variety": "sepal.length sepal.width petal.length petal.width *variety:c3",
    "penguins": "*species:c3 island:c3 bill_length_mm bill_depth_mm flipper_length_mm body_mass_g sex:c2 year:3",
    "boston": "CRIM ZN INDUS CHAS:b NOX RM AGE DIS RAD:9 TAX PTRATIO B LSTAT *MEDV",
    "california": "longitude latitude housing_median_age total_rooms total_bedrooms population households median_income *median_house_value "
    "ocean_proximity:c5",
    "california, other names": "MedInc HouseAge AveRooms AveBedrms Population AveOccup Latitude Longitude *MedHouseVal",
    "wine quality": "fixed_acidity volatile_acidity citric_acid residual_sugar chlorides density pH sulphates alcohol *quality:6",
    "wine quality with ids": "fixed_acidity citric_acid residual_sugar pH sulphates alcohol *quality:6 Id:id",
    "wine": "*class:3 Alcohol Malic_acid Ash Alcalinity Magnesium Phenols Flavanoids Hue OD280 Proline",
    "wine, segments": "Alcohol Malic_Acid Ash Hue OD280 Proline *Customer_Segment:3",
    "abalone": "Sex:c3 Length Diameter Height Whole_weight Shucked_weight Viscera_weight Shell_weight *Rings:28",
    "adult": "age workclass:c8 fnlwgt education:c16 education-num:16 marital-status:c7 occupation:c14 relationship:c6 race:c5 sex:c2 "
    "capital-gain capital-loss hours-per-week native-country:c20 *income:c2",
    "adult, salary": "age workclass:c8 education:c16 race:c5 sex:c2 capital-gain hours-per-week native-country:c20 *salary:c2",
    "german credit": "checking_status:c4 duration credit_history:c5 purpose:c9 credit_amount savings_status:c5 employment:c5 age housing:c3 "
    "existing_credits:4 job:c4 own_telephone:c2 foreign_worker:c2 *class:c2",
    "german credit, first": "*Creditability:b Account_Balance:4 Duration Payment_Status:5 Purpose:9 Credit_Amount Age Foreign_Worker:b",
    "german credit, risk": "Age Sex:c2 Job:4 Housing:c3 Saving_accounts:c4 Credit_amount Duration Purpose:c8 *Risk:c2",
    "bank marketing": "age job:c12 marital:c3 education:c4 default:c2 balance housing:c2 loan:c2 contact:c3 day:31 month:c12 duration campaign:20 "
    "pdays previous:20 poutcome:c4 *y:c2",
    "bank marketing, deposit": "age job:c12 marital:c3 balance housing:c2 loan:c2 day:31 month:c12 duration poutcome:c4 *deposit:c2",
    "bank churn": "RowNumber:id CustomerId:id Surname:text CreditScore Geography:c3 Gender:c2 Age Tenure:11 Balance NumOfProducts:4 "
    "HasCrCard:b IsActiveMember:b EstimatedSalary *Exited:b",
    "telecom churn": "customerID:text gender:c2 SeniorCitizen:b Partner:c2 tenure Contract:c3 MonthlyCharges TotalCharges *Churn:c2",
    "energy efficiency": "X1 X2 X3 X4 X5 X6 X7 X8 Y1 *Y2",
    "energy efficiency, words": "Relative_Compactness Surface_Area Wall_Area Roof_Area Overall_Height Orientation:4 Glazing_Area "
    "Glazing_Area_Distribution:6 Heating_Load *Cooling_Load",
    "auto-mpg": "*mpg cylinders:5 displacement horsepower weight acceleration model_year:13 origin:3 car_name:text",
    "pima diabetes": "Pregnancies:15 Glucose BloodPressure SkinThickness Insulin BMI DiabetesPedigreeFunction Age *Outcome:b",
    "heart": "age sex:b cp:4 trestbps chol fbs:b restecg:3 thalach exang:b oldpeak slope:3 ca:5 thal:4 *target:b",
    "heart, numbers": "age sex:b cp:4 trestbps chol thalach exang:b oldpeak slope:3 *num:5",
    "heart disease": "Age Sex:c2 ChestPainType:c4 RestingBP Cholesterol MaxHR ExerciseAngina:c2 Oldpeak ST_Slope:c3 *HeartDisease:b",
    "heart failure": "age anaemia:b creatinine_phosphokinase ejection_fraction platelets sex:b smoking:b time *DEATH_EVENT:b",
    "framingham": "male:b age education:4 currentSmoker:b cigsPerDay totChol sysBP diaBP BMI heartRate glucose *TenYearCHD:b",
    "concrete": "cement slag ash water superplastic coarseagg fineagg age *strength",
    "concrete, other names": "Cement Blast_Furnace_Slag Fly_Ash Water Age *Concrete_compressive_strength",
    "mushrooms": "*class:c2 cap-shape:c6 cap-surface:c4 cap-color:c10 bruises:c2 odor:c9 gill-size:c2 population:c6 habitat:c7",
    "bike sharing": "instant:id dteday:date season:4 yr:b mnth:12 holiday:b weekday:7 workingday:b weathersit:3 temp atemp hum windspeed casual "
    "registered *cnt",
    "bike sharing, kaggle": "datetime:date season:4 holiday:b workingday:b weather:4 temp atemp humidity windspeed casual registered *count",
    "bikes in Seoul": "Date:date *Rented_Bike_Count Hour:24 Temperature Humidity Wind_speed Visibility Rainfall Seasons:c4 Holiday:c2",
    "insurance": "age sex:c2 bmi children:6 smoker:c2 region:c4 *charges",
    "students": "school:c2 sex:c2 age:8 address:c2 famsize:c2 Medu:5 Fedu:5 studytime:4 failures:4 absences G1 G2 *G3",
    "exam scores": "gender:c2 race:c5 lunch:c2 math_score reading_score *writing_score",
    "breast cancer": "id:id *diagnosis:c2 radius_mean texture_mean perimeter_mean area_mean area_worst symmetry_worst Unnamed_32:empty",
    "stroke": "id:id gender:c2 age hypertension:b heart_disease:b ever_married:c2 avg_glucose_level bmi smoking_status:c4 *stroke:b",
    "diamonds": "carat cut:c5 color:c7 clarity:c8 depth table *price x y z",
    "forest fires": "X:9 Y:9 month:c12 day:c7 FFMC DMC DC ISI temp RH wind rain *area",
    "attrition": "Age *Attrition:c2 BusinessTravel:c3 DailyRate Department:c3 DistanceFromHome JobRole:c9 MonthlyIncome YearsWithCurrManager:18",
    "human resources": "satisfaction_level last_evaluation number_project:6 average_montly_hours Work_accident:b *left:b promotion:b "
    "department:c10 salary:c3",
    "admission": "Serial_No.:id GRE_Score TOEFL_Score University_Rating:5 SOP LOR CGPA Research:b *Chance_of_Admit",
    "advertising": "Unnamed:_0:id TV Radio Newspaper *Sales",
    "salaries": "YearsExperience *Salary",
    "start-ups": "R&D_Spend Administration Marketing_Spend State:c3 *Profit",
    "loans": "Loan_ID:text Gender:c2 Married:c2 ApplicantIncome LoanAmount Loan_Amount_Term:10 Credit_History:b Property_Area:c3 *Loan_Status:c2",
    "card fraud": "Time V1 V2 V3 V4 Amount *Class:b",
    "card default": "ID:id LIMIT_BAL SEX:2 EDUCATION:7 AGE PAY_0:11 BILL_AMT1 PAY_AMT1 *default.payment.next.month:b",
    "real estate": "No:id X1_transaction_date X2_house_age X3_distance X4_stores:11 X5_latitude X6_longitude *Y_house_price_of_unit_area",
    "King County": "id:id date:date *price bedrooms:9 bathrooms sqft_living floors:4 waterfront:b yr_built zipcode lat long sqft_lot15",
    "Ames": "Id:id MSSubClass:15 MSZoning:c5 LotArea OverallQual:10 YearBuilt GrLivArea GarageArea SaleType:c9 SaleCondition:c6 *SalePrice",
    "parkinsons": "name:text MDVP:Fo MDVP:Fhi Jitter Shimmer NHR HNR *status:b RPDE DFA spread1 PPE",
    "glass": "RI Na Mg Al Si K Ca Ba Fe *Type:6",
    "banknotes": "variance skewness curtosis entropy *class:b",
    "sonar": "f1 f2 f3 f4 f5 *Class:c2",
    "water": "ph Hardness Solids Chloramines Sulfate Conductivity Turbidity *Potability:b",
    "power plant": "AT V AP RH *PE",
    "airfoil": "Frequency Angle Chord Velocity Thickness *Sound_level",
    "hotel bookings": "hotel:c2 *is_canceled:b lead_time arrival_month:c12 adults:5 meal:c5 country:c20 adr reservation_status:c3",
    "used cars": "Car_Name:text Year:15 *Selling_Price Present_Price Kms_Driven Fuel_Type:c3 Seller_Type:c2 Transmission:c2 Owner:3",
    "Walmart": "Store:20 Date:date *Weekly_Sales Holiday_Flag:b Temperature Fuel_Price CPI Unemployment",
    "life expectancy": "Country:c20 Year:16 Status:c2 *Life_expectancy Adult_Mortality Alcohol BMI GDP Schooling",
    "x and y": "x *y",
    "nothing known": "a b c *d",
    "nothing known, an id last": "a b *c id:id",
    "nothing known, a text last": "a b *c remark:text",
    "아파트": "거래일:date 지역:c9 전용면적 층:20 건축년도 *거래금액(만원)",
    "아파트 가격 먼저": "*아파트가격 면적 방수:5 층:20 역까지거리 지역:c5",
    "매장": "날짜:date 매장:c5 요일:c7 기온 행사:b *판매량 재고",
    "따릉이": "일시:date 기온 습도 풍속 강수량 *대여건수 휴일:b",
    "타이타닉": "번호:id *생존여부:b 등급:3 성별:c2 나이 형제수:5 요금 항구:c3",
    "이탈": "고객번호:id 성별:c2 나이 가입기간 월요금 *이탈:b 지역:c5",
    "성적": "이름:text 성별:c2 공부시간 출석률 과외:b *점수",
    "품질": "온도 압력 속도 습도 *불량여부:b 라인:c4",
    "연봉": "나이 경력 학력:c4 직무:c6 *연봉 성별:c2",
}


def made(spec: str, chance: np.random.Generator) -> tuple[str, str, pa.ChunkedArray]:
    """A column of a header: name, whether it is the target, and made-up values."""
    right = spec.startswith("*")
    name, _colon, kind = (
        spec.removeprefix("*").rpartition(":") if ":" in spec.removeprefix("*") else (spec.removeprefix("*"), "", "")
    )
    if kind.removeprefix("c") and not kind.removeprefix("c").isdigit() and kind not in ("b", "id", "text", "date", "empty"):
        name, kind = spec.removeprefix("*"), ""
    cells: list[str]
    if kind == "b":
        cells = [str(value) for value in chance.integers(0, 2, ROWS)]
    elif kind == "id":
        cells = [str(value) for value in range(1, ROWS + 1)]
    elif kind == "text":
        cells = [f"some words {value}" for value in range(ROWS)]
    elif kind == "date":
        cells = [str(day.date()) for day in pd.date_range("2020-01-01", periods=ROWS)]
    elif kind == "empty":
        cells = [""] * ROWS
    elif kind.startswith("c"):
        cells = ["kind " + "abcdefghijklmnopqrstuvwxyz"[value] for value in chance.integers(0, int(kind[1:]), ROWS)]
    elif kind:
        cells = [str(value) for value in chance.integers(0, int(kind), ROWS)]
    else:
        cells = [f"{value:.4f}" for value in chance.normal(50, 10, ROWS)]
    return name, name if right else "", pa.chunked_array([pa.array(cells)])


def table_of(header: str, seed: int = 0) -> tuple[list[Column], str]:
    chance = np.random.default_rng(seed)
    specs = [made(spec, chance) for spec in header.split()]
    return [column_of(name, cells) for name, _right, cells in specs], next(right for _name, right, _cells in specs if right)


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("seed", range(2))
def test_the_target_of_a_known_table_is_found(name: str, seed: int) -> None:
    columns, right = table_of(HEADERS[name], seed)
    assert guess_target(columns).name == right


def numbers(name: str, values: np.ndarray) -> Column:
    return Column(name, "number", pd.Series(values, dtype="float64"))


def load_table(seed: int, flag: str, above: float | None = None) -> tuple[list[Column], pd.DataFrame]:
    chance = np.random.default_rng(seed)
    a, b, c = chance.normal(size=(3, 300))
    load = 20 + 5 * a + 3 * b * b + chance.normal(size=300)
    frame = pd.DataFrame(
        {"a": a, "b": b, "c": c, "load": load, flag: (load > (np.median(load) if above is None else above)).astype(int)}
    )
    return [numbers(name, frame[name].to_numpy()) for name in frame], frame


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("flag", ["flag", "high", "alone", "is_high", "over"])
@pytest.mark.parametrize("limit", [None, 20, 25])
def test_a_flag_of_a_number_is_not_the_target_but_the_number(seed: int, flag: str, limit: float | None) -> None:
    columns, _frame = load_table(seed, flag, limit)
    guess = guess_target(columns)
    assert guess.name == "load"
    unnamed = [numbers("d" if column.name == "load" else column.name, column.values.to_numpy()) for column in columns]
    guess = guess_target(unnamed)
    assert (guess.name, guess.reason) == ("d", f"'{flag}' follows from it")


def test_a_flag_with_a_target_s_name_stays_the_target() -> None:
    columns, _frame = load_table(0, "target")
    assert guess_target(columns).name == "target"


def test_constant_empty_and_unusable_columns_are_never_proposed() -> None:
    nothing = Column("price", "number", pd.Series([np.nan] * 5))
    constant = numbers("target", np.ones(5))
    lists = Column("label", "", pd.Series([], dtype="float64"))
    assert guess_target([numbers("a", np.arange(5.0)), nothing, constant, lists]).name == "a"
    assert guess_target([constant]).name == "target"
    assert guess_target([]).name == ""


def test_a_class_with_too_many_texts_is_not_proposed() -> None:
    many = Column("class", "category", pd.Series(pd.Categorical([f"k{place}" for place in range(40)] * 2)))
    assert guess_target([numbers("a", np.arange(80.0)), many]).name == "a"


NAMES = st.text(max_size=12) | st.sampled_from(["y", "x", "z", "target", "class", "price", "year", "id", "가격", "average price"])


@given(st.lists(NAMES, min_size=1, max_size=8, unique=True), st.randoms(use_true_random=False))
def test_any_header_gets_one_of_its_columns_whatever_it_is_called(names: list[str], chance: object) -> None:
    columns = [numbers(name, np.random.default_rng(place).normal(size=30)) for place, name in enumerate(names)]
    assert guess_target(columns).name in names


@pytest.mark.parametrize("name", sorted(HEADERS)[::6])
def test_the_first_look_and_the_loaded_table_agree(name: str, tmp_path: object, prepare_text: PrepareText) -> None:
    chance = np.random.default_rng(1)
    specs = [made(spec, chance) for spec in HEADERS[name].split()]
    frame = pd.DataFrame({column: cells.to_pylist() for column, _right, cells in specs})
    path = tmp_path / "table.csv"  # type: ignore[operator]
    frame.to_csv(path, index=False)
    preview = preview_table(path, DatasetConfig(name="csv", path="table.csv"))
    (seen,) = [column.name for column in preview.columns if column.role == "target"]
    loaded = CSV.load(DatasetConfig(name="csv", path="table.csv"), tmp_path, 0, ignore)  # type: ignore[arg-type]
    assert loaded.target == seen
    said = [step.words for step in loaded.steps if "is taken as the target" in step.words]
    assert bool(said) == (seen != list(frame)[-1])


def test_a_cut_is_told_from_what_goes_along() -> None:
    chance = np.random.default_rng(0)
    values = pd.Series(chance.normal(size=400))
    assert is_cut(values, (values > 0.3).astype(float))
    assert is_cut(values, pd.cut(values, 4).astype("category"))
    assert not is_cut(values, (values + chance.normal(size=400) * 0.1 > 0.3).astype(float))
    apart = pd.Series(np.concatenate([chance.normal(0, 1, 200), chance.normal(20, 1, 200)]))
    assert not is_cut(apart, pd.Series([0.0] * 200 + [1.0] * 200))  # two kinds that merely lie apart
    assert not is_cut(values, pd.Series(["a"] * 400))
    assert not is_cut(values[:10], (values[:10] > 0).astype(float))
